// Makes `npm start` and `npm test` work on a bare clone: installs what package-lock.json names when node_modules does not
// hold it. Plain JavaScript, because it must run on the system's own Node, before the pinned one is there.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, 'node_modules')
const MAX_NAMED = 3

const missing = missingPackages()
if (missing.length > 0) {
  if (isLink(folder)) goOnWithLink()
  else install()
}

/** Places of the lock file that hold nothing, or something else. */
function missingPackages() {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const installed = installedPackages()
  return Object.entries(wanted)
    .filter(([place, entry]) => {
      const found = installed[place]
      if (place === '' || (found === undefined && mayBeAbsent(entry))) return false
      return found?.version !== entry.version || found?.integrity !== entry.integrity
    })
    .map(([place]) => place)
}

function installedPackages() {
  try {
    // npm writes this file at the end of every complete install.
    return JSON.parse(readFileSync(join(folder, '.package-lock.json'), 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

/** What only other systems need, and kinds that npm was told to leave out. */
function mayBeAbsent({ optional, dev, devOptional, peer }) {
  const omitted = (process.env.npm_config_omit ?? '').split(/\s+/)
  const isWithoutDev = omitted.includes('dev') || process.env.NODE_ENV === 'production'
  return optional || ((dev || devOptional) && isWithoutDev) || (peer && omitted.includes('peer'))
}

function isLink(path) {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

/** An install would empty the folder behind it, which somebody else uses. */
function goOnWithLink() {
  if (!existsSync(folder)) {
    console.error('xuezhan: node_modules is a link to nowhere; remove it, and this installs what is needed')
    process.exit(1)
  }
  const more = missing.length > MAX_NAMED ? ', ...' : ''
  const named = missing.slice(0, MAX_NAMED).join(', ')
  console.error(
    `xuezhan: node_modules is a link to ${realpathSync(folder)}, without what package-lock.json says at ` +
      `${missing.length} places (${named}${more}); nothing is installed through a link, going on with what is there`,
  )
}

function install() {
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
