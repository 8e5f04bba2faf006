export function engine(name: string): Promise<string>
