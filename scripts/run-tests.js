// Runs the test suites under the pinned Node, two files at a time, and says at the end which suites did
// not run because a component is not installed. Arguments are paths or globs; none means everything.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

const chosen = process.argv.slice(2)
const files = (chosen.length > 0 ? chosen : ['test/**/*.test.ts'])
  .flatMap((pattern) => globSync(pattern))
  .sort()
if (files.length === 0) {
  console.error('no test file matches', chosen.join(' '))
  process.exit(1)
}

// A suite that cannot run writes one line here: which suite, and what to install (test/support/component.ts).
const skips = mkdtempSync(join(tmpdir(), 'xuezhan-skips-'))
const result = spawnSync(
  process.execPath,
  ['--test', `--test-concurrency=${Math.max(1, availableParallelism())}`, ...files],
  { stdio: 'inherit', env: { ...process.env, XUEZHAN_TEST_SKIPS: skips } },
)
const missing = existsSync(skips)
  ? readdirSync(skips).map((name) => readFileSync(join(skips, name), 'utf8').trim())
  : []
rmSync(skips, { recursive: true, force: true })
for (const line of missing) console.log(`not run: ${line}`)
// CI installs every component, so that there a suite that did not run is a failure.
const mustRunAll = process.env.XUEZHAN_TEST_ALL === '1'
if (missing.length > 0 && mustRunAll) console.error('every suite has to run here')
process.exit(result.status !== 0 ? (result.status ?? 1) : missing.length > 0 && mustRunAll ? 1 : 0)
