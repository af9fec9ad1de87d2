// JSON bodies, read so that nobody reads them in another way: a key said twice, or one that names a prototype, is
// refused. JSON.parse alone would take the last of two and hide that a proxy before us has checked the first.
// Half a character is refused too: a database keeps all halves as the same mark, and two device ids become one.

export class BodyError extends Error {
  readonly code = 'BODY_BROKEN'
  readonly statusCode = 400
}

const POISON = new Set(['__proto__', 'constructor', 'prototype'])
/** Deeper than any body of ours. */
const MAX_DEPTH = 16

/** Throws BodyError for anything that is not plain JSON. */
export function parseStrictJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BodyError('the body is not JSON')
  }
  checkKeys(text)
  return value
}

type Level = { readonly keys: Set<string> | null }

/** Texts, brackets, and the colon that makes a text a key; valid JSON holds nothing else that matters here. */
const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g

/** `text` is valid JSON. */
function checkKeys(text: string): void {
  const levels: Level[] = []
  for (const [token, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      levels.push({ keys: token === '{' ? new Set() : null })
      if (levels.length > MAX_DEPTH) throw new BodyError('the body is nested too deep')
    } else if (token === '}' || token === ']') levels.pop()
    else if (colon !== undefined) checkKey(levels.at(-1), token.slice(0, -colon.length))
    else if (token.includes('\\u')) readText(token)
  }
}

function readText(written: string): string {
  const text = String(JSON.parse(written))
  if (!text.isWellFormed()) throw new BodyError('a text of the body is no Unicode')
  return text
}

function checkKey(level: Level | undefined, written: string): void {
  // Two spellings of one key are one key.
  const key = readText(written)
  if (POISON.has(key)) throw new BodyError('a key of the body is not allowed')
  if (level?.keys?.has(key) === true) throw new BodyError('a key of the body is given twice')
  level?.keys?.add(key)
}

/** The fields of an application/x-www-form-urlencoded body. Throws BodyError when one is given twice. */
export function parseStrictForm(text: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [key, value] of new URLSearchParams(text)) {
    if (POISON.has(key) || Object.hasOwn(fields, key))
      throw new BodyError('a field of the body is not allowed')
    fields[key] = value
  }
  return fields
}
