// Files that a configuration names lie beside it, wherever the process was started from.

import { dirname, resolve } from 'node:path'
import type { ConfigSections } from './schema.ts'

/** The folder that relative names are relative to: the configuration file's, or the working directory without one. */
export const baseFolderOf = (tomlPath: string | null): string =>
  tomlPath === null ? process.cwd() : dirname(resolve(tomlPath))

/** An empty name stays one: it means "none". */
const under = (folder: string, name: string): string => (name === '' ? '' : resolve(folder, name))

/** `core.data_dir` is not among them: it is the project's own, and what lies in it is relative to it. */
export function resolveFiles(sections: ConfigSections, folder: string): ConfigSections {
  const { webserver } = sections
  return {
    ...sections,
    webserver: {
      ...webserver,
      static_dir: under(folder, webserver.static_dir),
      certificates_cert: under(folder, webserver.certificates_cert),
      certificates_key: under(folder, webserver.certificates_key),
    },
  }
}
