// config.toml says max_packet_bytes, TypeScript says maxPacketBytes: one rule translates, at the door.

export type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S extends `${infer Head}-${infer Tail}`
    ? `${Head}${Capitalize<CamelCase<Tail>>}`
    : S

/** The sections of a configuration, their names and the names of their keys in camel case. */
export type CamelSections<T> = {
  readonly [S in keyof T & string as CamelCase<S>]: {
    readonly [K in keyof T[S] & string as CamelCase<K>]: Readonly<T[S][K]>
  }
}

export const camelCase = (name: string): string =>
  name.replace(/[-_]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const camelKeys = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [camelCase(key), value]))

export function camelSections<T extends Record<string, object>>(sections: T): CamelSections<T> {
  const inner = Object.entries(sections).map(([name, section]) => [camelCase(name), camelKeys(section)])
  return Object.fromEntries(inner) as CamelSections<T>
}
