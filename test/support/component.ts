// Real components that a suite needs (a browser, a database). Where one is missing the suite says what to
// install instead of passing silently; CI treats that as a failure.
import { accessSync, constants, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Component = { readonly path: string } | { readonly missing: string }

/** The first of `names` on PATH. `hint` is what a reader can type to get it. */
export function findComponent(suite: string, names: readonly string[], hint: string): Component {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name)
      try {
        accessSync(path, constants.X_OK)
        return { path }
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  const missing = `${suite}: needs ${names.join(' or ')} (${hint})`
  const skips = process.env['XUEZHAN_TEST_SKIPS']
  if (skips) writeFileSync(join(skips, encodeURIComponent(suite)), missing)
  return { missing }
}
