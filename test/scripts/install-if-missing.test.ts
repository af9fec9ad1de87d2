// What `npm start` does before anything else, in a folder of its own with an npm that only says that it was called.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ROOT } from '../support/server-process.ts'

const home = mkdtempSync(join(tmpdir(), 'xuezhan-install-'))
after(() => rmSync(home, { recursive: true, force: true }))

const A = { version: '1.0.0', integrity: 'sha512-a' }
const LOCK = {
  '': { name: 'bare' },
  'node_modules/a': A,
  'node_modules/for-another-system': { version: '3.0.0', integrity: 'sha512-o', optional: true },
  'node_modules/tool': { version: '2.0.0', integrity: 'sha512-t', dev: true },
}
const { '': _own, 'node_modules/for-another-system': _other, ...COMPLETE } = LOCK

type Installed = Readonly<Record<string, { version: string; integrity: string }>>

let trees = 0
/** A project whose lock file is `LOCK`, with the packages that `installed` lists; null: no node_modules. */
function project(installed: Installed | null): string {
  trees += 1
  const root = join(home, String(trees))
  mkdirSync(join(root, 'scripts'), { recursive: true })
  copyFileSync(join(ROOT, 'scripts/install-if-missing.js'), join(root, 'scripts/install-if-missing.js'))
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: LOCK }))
  writeFileSync(
    join(root, 'npm.cjs'),
    'require("node:fs").writeFileSync("asked", process.argv.slice(2).join(" "))',
  )
  if (installed !== null) fill(join(root, 'node_modules'), installed)
  return root
}

function fill(folder: string, packages: Installed): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, '.package-lock.json'), JSON.stringify({ packages }))
}

/** Whether npm was asked to install, and what the script said. */
function run(root: string, env: Readonly<Record<string, string>> = {}) {
  const { npm_config_omit: _omit, NODE_ENV: _env, ...inherited } = process.env
  const { status, stderr } = spawnSync(process.execPath, ['scripts/install-if-missing.js'], {
    cwd: root,
    env: { ...inherited, npm_execpath: join(root, 'npm.cjs'), ...env },
    encoding: 'utf8',
  })
  const asked = join(root, 'asked')
  return { status, said: stderr, asked: existsSync(asked) ? readFileSync(asked, 'utf8') : null }
}

test('a bare clone is installed', () => {
  const { status, asked } = run(project(null))
  assert.equal(status, 0)
  assert.match(asked ?? '', /^ci /)
})

test('what is complete is left alone in silence, however old it is', () => {
  const root = project(COMPLETE)
  utimesSync(join(root, 'node_modules/.package-lock.json'), 1, 1)
  assert.deepEqual(run(root), { status: 0, said: '', asked: null })
})

test('another version, another content, a missing package and a torn record are installed, however new', () => {
  const { 'node_modules/a': _a, ...without } = COMPLETE
  const trees = [
    project({ ...COMPLETE, 'node_modules/a': { ...A, version: '0.9.0' } }),
    project({ ...COMPLETE, 'node_modules/a': { ...A, integrity: 'sha512-b' } }),
    project(without),
    project(COMPLETE),
  ]
  writeFileSync(join(trees[3]!, 'node_modules/.package-lock.json'), '{"packages":')
  for (const root of trees) assert.match(run(root).asked ?? '', /^ci /)
})

test('who leaves development packages out on purpose does not get them', () => {
  const root = project({ 'node_modules/a': A })
  assert.equal(run(root, { npm_config_omit: 'dev' }).asked, null)
  assert.equal(run(root, { NODE_ENV: 'production' }).asked, null)
  assert.match(run(root).asked ?? '', /^ci /)
})

test('nothing is installed through a link: one line says so, and what is there is used', () => {
  const root = project(null)
  const shared = join(home, 'shared')
  fill(shared, { 'node_modules/a': A })
  symlinkSync(shared, join(root, 'node_modules'), 'junction')
  const { status, said, asked } = run(root)
  assert.deepEqual([status, asked], [0, null])
  assert.match(
    said,
    /^xuezhan: node_modules is a link to \S+shared, without .* at 1 places \(node_modules\/tool\).*\n$/,
  )
  fill(shared, COMPLETE)
  assert.deepEqual(run(root), { status: 0, said: '', asked: null })
  rmSync(shared, { recursive: true })
  const broken = run(root)
  assert.deepEqual([broken.status, broken.asked], [1, null])
  assert.match(broken.said, /link to nowhere/)
})
