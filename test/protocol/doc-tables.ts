// The tables of docs/protocol.md, written from the code.
import { reason } from '../../src/protocol/answers.ts'
import { tableInfo } from '../../src/protocol/fields.ts'
import { CLOSE_CODES } from '../../src/protocol/close-codes.ts'
import { DESK_OPTIONS } from '../../src/protocol/desk-options.ts'
import { HINT } from '../../src/protocol/play-pushes.ts'
import { PUSH_NAMES, PUSHES } from '../../src/protocol/pushes.ts'
import { REASONS, REFUSALS } from '../../src/protocol/refusals.ts'
import { ROUND_END } from '../../src/protocol/result-pushes.ts'
import { ROUTE_NAMES, ROUTES } from '../../src/protocol/routes.ts'
import { BYTES } from '../../src/protocol/schema.ts'
import type { PayloadSchema, Properties, Schema } from '../../src/protocol/schema.ts'
import { CIPHERS, DATA_PACKETS, MESSAGES, PACKETS, VARINTS } from './vectors.ts'

/** Shapes that appear more than once are written out once, below the table. */
const NAMED = new Map<PayloadSchema, string>([
  [reason, 'Reason'],
  [tableInfo, 'TableInfo'],
  [DESK_OPTIONS, 'DeskOptions'],
  [HINT, 'Hint'],
  [ROUND_END, 'RoundEnd'],
])

function shape(schema: PayloadSchema, isNamed = true): string {
  const name = isNamed ? NAMED.get(schema) : undefined
  if (name !== undefined) return name
  if (schema === BYTES) return 'bytes'
  if ('anyOf' in schema) return schema.anyOf.map((part) => shape(part)).join(' or ')
  if ('enum' in schema) return schema.enum.map((value) => JSON.stringify(value)).join(' or ')
  if ('items' in schema) return `[${shape(schema.items)}]`
  if ('properties' in schema) return fields(schema.properties, schema.required)
  return { integer: 'int', number: 'number', string: 'text', boolean: 'bool', null: 'null', object: '{…}' }[
    schema.type
  ]
}

const field = (name: string, schema: Schema, isRequired: boolean): string =>
  `${name}${isRequired ? '' : '?'}: ${shape(schema)}`
const fields = (properties: Properties, required: readonly string[]): string =>
  `{${Object.entries(properties)
    .map(([name, schema]) => field(name, schema, required.includes(name)))
    .join(', ')}}`

const codeOf = (text: string): string => `\`${text}\``
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (heads: readonly string[], rows: readonly string[]): string =>
  [row(...heads), `|${'---|'.repeat(heads.length)}`, ...rows].join('\n')
const named = (...schemas: readonly PayloadSchema[]): string =>
  schemas.map((schema) => `${NAMED.get(schema)} = ${codeOf(shape(schema, false))}`).join('\n\n')

const routes = (): string =>
  `${table(
    ['route', 'request', 'response', 'needs'],
    ROUTE_NAMES.map((name) => {
      const { request, response, needs } = ROUTES[name]
      return row(name, codeOf(shape(request)), codeOf(shape(response)), needs)
    }),
  )}\n\n${named(tableInfo, DESK_OPTIONS)}`

const pushes = (): string =>
  `${table(
    ['push', 'payload', 'for'],
    PUSH_NAMES.map((name) => row(name, codeOf(shape(PUSHES[name].payload)), PUSHES[name].audience)),
  )}\n\n${named(HINT, ROUND_END)}`

const refusals = (): string =>
  table(
    ['reason', 'code', 'English', '中文'],
    REASONS.map((reason) => {
      const { code, en, zh } = REFUSALS[reason]
      return row(codeOf(reason), String(code), en, zh)
    }),
  )

const closeCodes = (): string =>
  table(
    ['code', 'name', 'reconnect', 'meaning'],
    Object.entries(CLOSE_CODES).map(([name, { code, reconnect, meaning }]) =>
      row(String(code), name, reconnect ? 'yes' : 'no', meaning),
    ),
  )

const vectors = (): string =>
  table(
    ['case', 'bytes'],
    [
      ...PACKETS.map(({ name, hex }) => row(`Packet ${name}`, codeOf(hex))),
      ...MESSAGES.map(({ name, hex }) => row(name, codeOf(hex))),
      ...DATA_PACKETS.map(({ name, hex }) => row(`Data packet, ${name}`, codeOf(hex))),
      ...VARINTS.map(([value, hex]) => row(`varint ${value}`, codeOf(hex))),
      ...CIPHERS.filter(([plain]) => plain !== '').map(([plain, base64]) =>
        row(`XXTEA ${codeOf(plain)}`, codeOf(base64)),
      ),
    ],
  )

export const DOC_TABLES: { readonly [name: string]: string } = {
  vectors: vectors(),
  routes: routes(),
  pushes: pushes(),
  refusals: refusals(),
  'close codes': closeCodes(),
}

const BLOCK = /<!-- generated: ([a-z ]+) -->\n(?:[\s\S]*?\n)??<!-- end -->/g

/** `text` with every generated block rewritten. */
export const withTables = (text: string): string =>
  text.replace(
    BLOCK,
    (_, name: string) =>
      `<!-- generated: ${name} -->\n${DOC_TABLES[name] ?? `unknown: ${name}`}\n<!-- end -->`,
  )
