// One environment's manifests as Kubernetes gets them, and the parts of them that checks ask for.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Config } from '../../src/config/schema.ts'
import { must } from '../../src/lib/assert.ts'
import { ROOT } from '../support/server-process.ts'

// Manifests are what they are; each check looks at the fields that it names.
// oxlint-disable-next-line typescript/no-explicit-any
export type Manifest = Record<string, any>

export const ENVIRONMENTS = ['dev', 'staging', 'production'] as const
export type EnvironmentName = (typeof ENVIRONMENTS)[number]

export const K8S = join(ROOT, 'deploy', 'k8s')
const SECRETS_FOLDER = '/etc/xuezhan/secrets'

export const readManifests = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]!
    return document.toJS() as Manifest
  })

export const renderedText = (name: EnvironmentName): string =>
  readFileSync(join(K8S, 'rendered', `${name}.yaml`), 'utf8')

export const readExample = (): Manifest =>
  parse(readFileSync(join(K8S, 'examples', 'secret.yaml'), 'utf8')) as Manifest

export const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((manifest) => manifest['kind'] === kind)

export const named = (manifests: readonly Manifest[], kind: string, name: string): Manifest | undefined =>
  ofKind(manifests, kind).find((manifest) => manifest['metadata'].name === name)

export const podOf = (manifests: readonly Manifest[]): Manifest =>
  must(ofKind(manifests, 'StatefulSet')[0], 'a StatefulSet')['spec'].template

export const containerOf = (manifests: readonly Manifest[]): Manifest =>
  podOf(manifests)['spec'].containers[0]

/** What the process in the pod reads: the mounted file, the pod's variables, and the secrets of the example. */
export function configOf(manifests: readonly Manifest[]): Config {
  const folder = mkdtempSync(join(tmpdir(), 'xuezhan-manifests-'))
  try {
    for (const [key, value] of Object.entries(readExample()['stringData'] as Record<string, string>))
      writeFileSync(join(folder, key), value)
    const here = (text: string): string => text.replaceAll(SECRETS_FOLDER, folder)
    const path = join(folder, 'config.toml')
    const mounted = podOf(manifests)['spec'].volumes.find(({ name }: Manifest) => name === 'config')
    const file = must(named(manifests, 'ConfigMap', mounted.configMap.name), 'the mounted ConfigMap')['data'][
      'config.toml'
    ] as string
    writeFileSync(path, here(file))
    const loaded = loadConfig({ tomlPath: path, env: variablesOf(manifests, here) })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
    return loaded.value
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function variablesOf(manifests: readonly Manifest[], here: (text: string) => string): Record<string, string> {
  const { env = [], envFrom = [] } = containerOf(manifests)
  const maps = (envFrom as Manifest[]).map(({ configMapRef }) =>
    must(named(manifests, 'ConfigMap', configMapRef.name), 'the ConfigMap of the variables'),
  )
  const all = [
    ...maps.flatMap(({ data }) => Object.entries(data as Record<string, string>)),
    ...(env as Manifest[]).map(({ name, value }) => [name, value] as [string, string]),
  ]
  // The name of the file is no key of it.
  const ours = all.filter(([name]) => name.startsWith('XUEZHAN_') && name !== 'XUEZHAN_CONFIG')
  return Object.fromEntries(ours.map(([name, value]) => [name, here(value)]))
}
