// docs/probes.md lists the probes as they are. UPDATE_DOCS=1 rewrites its list.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PROBE_NAMES, PROBES } from '../../../src/telemetry/usdt/probes.ts'
import type { ProbeName } from '../../../src/telemetry/usdt/probes.ts'

const FILE = fileURLToPath(new URL('../../../docs/probes.md', import.meta.url))
const BLOCK = /<!-- generated: probes -->\n(?:[\s\S]*?\n)??<!-- end -->/

function sectionOf(name: ProbeName): string {
  const { when, args, example } = PROBES[name]
  const rows = args.map(
    ({ name: arg, type, says }, index) =>
      `| arg${index} | \`${arg}\` | ${type === 'i64' ? 'i64' : 'str'} | ${says} |`,
  )
  const table = ['| | name | type | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n')
  return `### ${name}\n\n${when}\n\n${table}\n\n\`\`\`\n${example}\n\`\`\``
}

const withList = (text: string): string =>
  text.replace(
    BLOCK,
    () => `<!-- generated: probes -->\n${PROBE_NAMES.map(sectionOf).join('\n\n')}\n<!-- end -->`,
  )

if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, withList(readFileSync(FILE, 'utf8')))

test('docs/probes.md lists the probes as they are (UPDATE_DOCS=1 writes them)', () => {
  const text = readFileSync(FILE, 'utf8')
  assert.match(text, BLOCK)
  assert.equal(text, withList(text), 'run this test with UPDATE_DOCS=1')
})
