import { useAtom } from "../ui/useAtomValue.ts"
import { Warning } from "../ui/Icons.tsx"
import { connectionAtom } from "./Connection.ts"
import { onlineAtom } from "./Online.ts"

/** Says so when there is no connection; the region stays, so that it is read out when it changes. */
export const ConnectionNote = () => {
  const connection = useAtom(connectionAtom)
  const online = useAtom(onlineAtom)
  return (
    <div class="connection" role="status">
      {connection === "lost" && (
        <p class="connection-indicator">
          <Warning />
          {online ? "Reconnecting…" : "You are offline. Reconnecting…"}
        </p>
      )}
    </div>
  )
}
