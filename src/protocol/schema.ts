// A small vocabulary of JSON Schema (draft-07) as plain data, from which TypeScript derives the payload's type:
// one definition serves the validator, the types and the reference.

export type IntegerSchema = { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
export type NumberSchema = { readonly type: 'number'; readonly minimum: number; readonly maximum: number }
export type StringSchema = { readonly type: 'string'; readonly maxLength: number; readonly pattern?: string }
export type BooleanSchema = { readonly type: 'boolean' }
export type NullSchema = { readonly type: 'null' }
export type EnumSchema = {
  readonly type: 'integer' | 'string'
  readonly enum: readonly (string | number)[]
}
export type ArraySchema = {
  readonly type: 'array'
  readonly items: Schema
  readonly minItems: number
  readonly maxItems: number
}
export type ObjectSchema = {
  readonly type: 'object'
  readonly properties: Properties
  readonly required: readonly string[]
  readonly additionalProperties: boolean
}
/** Any names with any values, at most `maxProperties` of them; its reader checks them. */
export type RecordSchema = { readonly type: 'object'; readonly maxProperties: number }
export type UnionSchema = { readonly anyOf: readonly Schema[] }

export type Schema =
  | IntegerSchema
  | NumberSchema
  | StringSchema
  | BooleanSchema
  | NullSchema
  | EnumSchema
  | ArraySchema
  | ObjectSchema
  | RecordSchema
  | UnionSchema

export type Properties = { readonly [name: string]: Schema }

/** A payload that is not JSON and is passed on verbatim. */
export const BYTES = 'bytes'
export type PayloadSchema = Schema | typeof BYTES

type Flat<T> = { [K in keyof T]: T[K] }
type InferObject<P, R> = Flat<
  { readonly [K in keyof P as K extends R ? K : never]: Infer<P[K]> } & {
    readonly [K in keyof P as K extends R ? never : K]?: Infer<P[K]>
  }
>

/** The TypeScript type of the values that a schema admits. */
export type Infer<S> = S extends typeof BYTES
  ? Uint8Array
  : S extends { readonly anyOf: readonly (infer M)[] }
    ? Infer<M>
    : S extends { readonly enum: readonly (infer E)[] }
      ? E
      : S extends { readonly type: 'integer' | 'number' }
        ? number
        : S extends { readonly type: 'string' }
          ? string
          : S extends { readonly type: 'boolean' }
            ? boolean
            : S extends { readonly type: 'null' }
              ? null
              : S extends { readonly type: 'array'; readonly items: infer I }
                ? readonly Infer<I>[]
                : S extends { readonly properties: infer P; readonly required: readonly (infer R)[] }
                  ? InferObject<P, R>
                  : S extends { readonly type: 'object'; readonly maxProperties: number }
                    ? { readonly [name: string]: unknown }
                    : never

export const boolean = { type: 'boolean' } as const
export const nothing = { type: 'null' } as const

export const integer = (minimum: number, maximum: number): IntegerSchema => ({
  type: 'integer',
  minimum,
  maximum,
})
/** At most `maxLength` UTF-16 code units, matching `pattern` where one is given. */
export const string = (maxLength: number, pattern?: string): StringSchema =>
  pattern === undefined ? { type: 'string', maxLength } : { type: 'string', maxLength, pattern }

export const oneOfIntegers = <const E extends readonly number[]>(
  values: E,
): { readonly type: 'integer'; readonly enum: E } => ({ type: 'integer', enum: values })
export const oneOfStrings = <const E extends readonly string[]>(
  values: E,
): { readonly type: 'string'; readonly enum: E } => ({ type: 'string', enum: values })

export const array = <const S extends Schema>(
  items: S,
  maxItems: number,
  minItems = 0,
): { readonly type: 'array'; readonly items: S; readonly minItems: number; readonly maxItems: number } => ({
  type: 'array',
  items,
  minItems,
  maxItems,
})

export const anyOf = <const M extends readonly Schema[]>(...members: M): { readonly anyOf: M } => ({
  anyOf: members,
})

export const record = (maxProperties: number): RecordSchema => ({ type: 'object', maxProperties })

/** Without optional properties `O` is `R` again, which adds nothing to `R & O`. */
type ObjectOf<R, O> = {
  readonly type: 'object'
  readonly properties: R & O
  readonly required: readonly (keyof R & string)[]
  readonly additionalProperties: boolean
}

/** What the server sends: exactly these fields, so that a leaked or misspelt field fails its test. */
export const object = <const R extends Properties, const O extends Properties = R>(
  required: R,
  optional: O = {} as O,
): ObjectOf<R, O> => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
})

/** What clients send: fields of other versions are tolerated and ignored. */
export const openObject = <const R extends Properties, const O extends Properties = R>(
  required: R,
  optional: O = {} as O,
): ObjectOf<R, O> => ({ ...object(required, optional), additionalProperties: true })
