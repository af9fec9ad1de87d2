// The table of docs/http-api.md, made from the OpenAPI document.

type Schema = {
  type?: string
  properties?: Record<string, unknown>
  required?: string[]
  items?: Schema
}
type Parameter = { name: string; in: string; required?: boolean }
export type Operation = {
  summary?: string
  parameters?: Parameter[]
  security?: Record<string, string[]>[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
export type OpenApi = { openapi: string; paths: Record<string, Record<string, Operation>> }

const code = (text: string): string => `\`${text}\``

function who({ security = [] }: Operation): string {
  if (security.length === 0) return 'anybody'
  return security.map((way) => (way['admin'] ? `admin ${way['admin'].join()}` : 'player')).join(', ')
}

function takes({ parameters = [], requestBody }: Operation): string {
  const named = parameters.map(({ name, required }) => (required ? name : `${name}?`))
  const body = requestBody?.content['application/json']?.schema
  for (const name of Object.keys(body?.properties ?? {}))
    named.push(body?.required?.includes(name) ? name : `${name}?`)
  return named.map(code).join(' ')
}

function answers({ responses }: Operation): string {
  const [[type, { schema }] = ['', { schema: undefined }]] = Object.entries(responses['200']?.content ?? {})
  const fields = schema?.properties ?? schema?.items?.properties
  if (fields === undefined) return code(type)
  const list = Object.keys(fields).map(code).join(' ')
  return schema?.type === 'array' ? `list of ${list}` : list
}

/** The methods of one path that are the same in all else share a row. */
export function apiTable({ paths }: OpenApi): string {
  const rows = Object.entries(paths).map(([path, operations]) => {
    const methods = Object.keys(operations).map((method) => method.toUpperCase())
    const [operation] = Object.values(operations)
    if (operation === undefined) return ''
    const cells = [methods.join(' '), code(path), who(operation), takes(operation), answers(operation)]
    return `| ${[...cells, operation.summary ?? ''].join(' | ')} |`
  })
  const head = '| method | path | who | takes | answers (200) | |\n|---|---|---|---|---|---|'
  return `${head}\n${rows.toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1)).join('\n')}\n`
}

const pathOf = (row: string): string => row.split('|')[2] ?? ''
