import * as Product from "../packages/server/test/product/Product.ts"
import { type Benchmark, distribution, distributionColumns } from "./Report.ts"

const firstStarts = 5
const laterStarts = 10

/** From the start of the process to its ready line. */
export const startup: Benchmark = {
  summary: "stopped to ready line: a first start, which makes its database, and later ones",
  async run(say) {
    const first = await times(firstStarts, async (index) => {
      await using folder = await Product.temporaryFolder()
      return await start(`first start ${index}`, folder.path, say)
    })
    await using folder = await Product.temporaryFolder()
    await start("a start to begin with", folder.path, say)
    const later = await times(laterStarts, (index) =>
      start(`later start ${index}`, folder.path, say)
    )
    return {
      name: "startup",
      summary: "From the start of the process to the line that says that it is ready, in ms.",
      sections: [
        {
          title: "start",
          columns: distributionColumns,
          rows: [distribution("first, with initdb", first), distribution("later", later)]
        }
      ]
    }
  }
}

const start = async (label: string, data: string, say: (line: string) => void) => {
  await using product = await Product.start({ data })
  say(`${label}: ${Math.round(product.readyMillis)} ms`)
  return product.readyMillis
}

/** The results of doing something so many times, one after the other. */
export const times = async <A>(
  count: number,
  work: (index: number) => Promise<A>
): Promise<ReadonlyArray<A>> => {
  const results: Array<A> = []
  for (let index = 1; index <= count; index++) results.push(await work(index))
  return results
}
