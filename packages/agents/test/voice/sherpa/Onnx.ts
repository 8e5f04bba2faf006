/** A value of a protobuf message. */
type Field = Uint8Array

const varint = (value: number | bigint): Uint8Array => {
  const bytes: Array<number> = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const more = rest >> 7n
    bytes.push(Number(rest & 127n) | (more > 0n ? 128 : 0))
    rest = more
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}
const key = (field: number, wire: number) => varint((field << 3) | wire)
const int = (field: number, value: number): Field => Buffer.concat([key(field, 0), varint(value)])
const bytes = (field: number, value: Uint8Array | string): Field => {
  const content = Buffer.from(value)
  return Buffer.concat([key(field, 2), varint(content.length), content])
}

/** Types of elements. */
export const float = 1
export const int64 = 7

/** An initializer: a constant tensor. */
export const tensor = (
  name: string,
  type: number,
  dimensions: ReadonlyArray<number>,
  values: ReadonlyArray<number>
): Field => {
  const raw =
    type === float
      ? Float32Array.from(values).buffer
      : BigInt64Array.from(values.map((value) => BigInt(value))).buffer
  return Buffer.concat([
    ...dimensions.map((size) => int(1, size)),
    int(2, type),
    bytes(8, name),
    bytes(9, new Uint8Array(raw))
  ])
}

/** An operation of a graph, with attributes that are whole numbers. */
export const node = (
  operation: string,
  inputs: ReadonlyArray<string>,
  outputs: ReadonlyArray<string>,
  attributes: Readonly<Record<string, number>> = {}
): Field =>
  Buffer.concat([
    ...inputs.map((input) => bytes(1, input)),
    ...outputs.map((output) => bytes(2, output)),
    bytes(3, `${operation}_${outputs[0]}`),
    bytes(4, operation),
    ...Object.entries(attributes).map(([name, value]) =>
      bytes(5, Buffer.concat([bytes(1, name), int(3, value), int(20, 2)]))
    )
  ])

/** An input or output of a graph; dimensions with a name vary. */
export const value = (
  name: string,
  type: number,
  dimensions: ReadonlyArray<number | string>
): Field => {
  const shape = dimensions.map((size) =>
    bytes(1, typeof size === "string" ? bytes(2, size) : int(1, size))
  )
  const tensorType = Buffer.concat([int(1, type), bytes(2, Buffer.concat(shape))])
  return Buffer.concat([bytes(1, name), bytes(2, bytes(1, tensorType))])
}

/** A model of one graph, with what its metadata say. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
export const model = (graph: {
  readonly inputs: ReadonlyArray<Field>
  readonly outputs: ReadonlyArray<Field>
  readonly initializers: ReadonlyArray<Field>
  readonly nodes: ReadonlyArray<Field>
  readonly metadata?: Readonly<Record<string, string | number>>
}): Uint8Array =>
  Buffer.concat([
    int(1, 8),
    bytes(
      7,
      Buffer.concat([
        ...graph.nodes.map((one) => bytes(1, one)),
        bytes(2, "tiny"),
        ...graph.initializers.map((one) => bytes(5, one)),
        ...graph.inputs.map((one) => bytes(11, one)),
        ...graph.outputs.map((one) => bytes(12, one))
      ])
    ),
    bytes(8, Buffer.concat([bytes(1, ""), int(2, 14)])),
    ...Object.entries(graph.metadata ?? {}).map(([name, content]) =>
      bytes(14, Buffer.concat([bytes(1, name), bytes(2, String(content))]))
    )
  ])
