// The way in: turns on Node's cache of compiled code, then loads the server. Static imports would all be read, stripped
// of their types and compiled before the first line could turn it on.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Beside the packages: whoever can write there can change the code itself. Where it cannot be written, nothing is
 * cached; NODE_COMPILE_CACHE names another folder, NODE_DISABLE_COMPILE_CACHE=1 turns it off.
 */
const CACHE_FOLDER = fileURLToPath(new URL('../node_modules/.cache/xuezhan', import.meta.url))
/** An orderly exit writes the cache by itself; this is for a process that is killed. By then the start is over. */
const WRITE_AFTER_MS = 15_000

enableCompileCache(CACHE_FOLDER)
setTimeout(flushCompileCache, WRITE_AFTER_MS).unref()
await import('./server.ts')
