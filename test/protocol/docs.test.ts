// docs/protocol.md tells client authors what the code does. UPDATE_DOCS=1 rewrites its tables.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import {
  BANNER,
  DESK_STATUS,
  DISSOLVE_STATUS,
  EXIT_TYPE,
  GANG_TYPE,
  HU_TYPE,
  OP,
  OP_DRAW,
} from '../../src/protocol/fields.ts'
import { MAX_JSON_DEPTH } from '../../src/protocol/json.ts'
import { ROUTE_NAMES } from '../../src/protocol/routes.ts'
import { DOC_TABLES, withTables } from './doc-tables.ts'

const FILE = new URL('../../docs/protocol.md', import.meta.url)
if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, withTables(readFileSync(FILE, 'utf8')))
const text = readFileSync(FILE, 'utf8')

/** The second cell of section 6's row about `field`. */
const meaningOf = (field: string): string =>
  text.split('\n').find((line) => line.startsWith(`| \`${field}\``) || line.startsWith(`| ${field} `)) ?? ''

describe('docs/protocol.md', () => {
  test('its tables are those of the code', () => {
    for (const name of Object.keys(DOC_TABLES)) assert.ok(text.includes(`<!-- generated: ${name} -->`), name)
    assert.equal(text, withTables(text))
    for (const name of ROUTE_NAMES) assert.ok(text.includes(`| ${name} |`), name)
  })

  test('its numbers are those of the code', () => {
    const said: readonly (readonly [field: string, values: readonly (number | string)[]])[] = [
      ['op', [...Object.values(OP), OP_DRAW]],
      ['huPaiType', Object.values(HU_TYPE)],
      ['bannerType', Object.values(BANNER)],
      ['gangType', Object.values(GANG_TYPE)],
      ['exitType', Object.values(EXIT_TYPE)],
      ['status', Object.values(DESK_STATUS)],
      ['dissolveStatus[].status', Object.values(DISSOLVE_STATUS)],
    ]
    for (const [field, values] of said) {
      for (const value of values) assert.ok(meaningOf(field).includes(String(value)), `${field} ${value}`)
    }
    assert.ok(text.includes(`at most ${MAX_JSON_DEPTH} levels`))
  })
})
