import type { Browser } from "playwright-core"
import { launch } from "./Browser.ts"
import { type Options, type Product, start, temporaryFolder } from "./Product.ts"

/** A server with an empty data folder, and a browser. */
export interface Scene extends AsyncDisposable {
  readonly product: Product
  readonly browser: Browser
  readonly data: string
}

export const open = async (options: Omit<Options, "data"> = {}): Promise<Scene> => {
  await using stack = new AsyncDisposableStack()
  const { path: data } = stack.use(await temporaryFolder())
  const browser = await launch()
  stack.defer(() => browser.close())
  const product = stack.use(await start({ ...options, data }))
  const kept = stack.move()
  return { product, browser, data, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
