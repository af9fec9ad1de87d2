// Makes `npm start` and `npm test` work on a bare clone: installs what package-lock.json names when
// node_modules is absent or older than the lock file. Plain JavaScript, because it must run on the
// system's own Node, before the pinned one is there.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const lock = join(root, 'package-lock.json')
// npm writes this file at the end of every complete install.
const installed = join(root, 'node_modules', '.package-lock.json')

const isFresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs

if (!isFresh) {
  console.error('xuezhan: installing dependencies (npm ci), once')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const result = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (result.status !== 0) {
    console.error('xuezhan: npm ci failed; see the lines above')
    process.exit(result.status ?? 1)
  }
}
