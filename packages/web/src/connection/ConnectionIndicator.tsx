import { Warning } from "../ui/Icons.tsx"
import { useAtomValue } from "../ui/useAtomValue.ts"
import { connectionStateAtom } from "./ConnectionState.ts"
import { onlineAtom } from "./Online.ts"

/** Shows that the connection is lost. The live region always exists, so that screen readers announce it. */
export const ConnectionIndicator = () => {
  const state = useAtomValue(connectionStateAtom)
  const online = useAtomValue(onlineAtom)
  return (
    <div role="status">
      {state === "lost" && (
        <p class="connection-indicator">
          <Warning />
          {online ? "Reconnecting…" : "You are offline. Reconnecting…"}
        </p>
      )}
    </div>
  )
}
