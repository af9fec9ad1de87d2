// The manifests of every environment: rendered as they are committed, and fit for the process that they run.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseAllDocuments } from 'yaml'
import { CHECKS } from './manifest-checks.ts'
import type { Manifest } from './rendered.ts'
import {
  containerOf,
  ENVIRONMENTS,
  K8S,
  named,
  ofKind,
  podOf,
  readManifests,
  renderedText,
} from './rendered.ts'

const kustomize = (folder: string) => spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' })
const noKubectl = kustomize(join(K8S, 'base')).error ? 'not compared: kubectl is not installed' : false

test('every file is YAML without duplicate keys', () => {
  const files = globSync('**/*.yaml', { cwd: K8S })
  assert.ok(files.length > 15)
  for (const file of files) {
    const documents = parseAllDocuments(readFileSync(join(K8S, file), 'utf8'))
    for (const { errors, warnings } of documents) assert.deepEqual([...errors, ...warnings], [], file)
  }
})

for (const name of ENVIRONMENTS) {
  test(`${name}: what is committed is what kustomize renders (UPDATE_DEPLOY=1 writes it)`, {
    skip: noKubectl,
  }, () => {
    const { stdout, stderr, status } = kustomize(join(K8S, 'overlays', name))
    assert.equal(status, 0, stderr)
    if (process.env['UPDATE_DEPLOY'] === '1') writeFileSync(join(K8S, 'rendered', `${name}.yaml`), stdout)
    assert.deepEqual(readManifests(renderedText(name)), readManifests(stdout))
  })

  for (const [what, check] of Object.entries(CHECKS)) {
    test(`${name}: ${what}`, () => assert.deepEqual(check(readManifests(renderedText(name))), []))
  }

  test(`${name}: has everything that a pod needs`, () => {
    const manifests = readManifests(renderedText(name))
    for (const kind of ['StatefulSet', 'ServiceAccount', 'PodDisruptionBudget', 'NetworkPolicy'])
      assert.equal(ofKind(manifests, kind).length, 1, kind)
    assert.equal(ofKind(manifests, 'Service').length, 2)
    assert.equal(ofKind(manifests, 'Secret').length, 0, 'secrets are not in Git')
  })
}

const autoscaler = (): Manifest =>
  readManifests(readFileSync(join(K8S, 'components', 'autoscale', 'autoscaler.yaml'), 'utf8'))[0]!

/** Production as a cluster would have it that can scale. */
const withScaling = (): Manifest[] => {
  const manifests = readManifests(renderedText('production'))
  const metadata = { ...autoscaler()['metadata'], namespace: 'xuezhan' }
  return [...manifests, { ...autoscaler(), metadata }]
}

test('the component that scales fits production', () => {
  for (const check of Object.values(CHECKS)) assert.deepEqual(check(withScaling()), [])
})

test('the component that scales can be taken in', { skip: noKubectl }, (t) => {
  const folder = mkdtempSync(join(K8S, 'overlays', '.test-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const lines = [
    'kind: Kustomization',
    'resources: [../production]',
    'components: [../../components/autoscale]',
  ]
  writeFileSync(join(folder, 'kustomization.yaml'), lines.join('\n'))
  const { stdout, stderr } = kustomize(folder)
  assert.equal(ofKind(readManifests(stdout), 'HorizontalPodAutoscaler').length, 1, stderr)
})

type Break = (manifests: Manifest[]) => unknown
const envOf = (manifests: Manifest[]): Manifest =>
  manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('xuezhan-env'))![
    'data'
  ]
const hpaOf = (manifests: Manifest[]): Manifest => ofKind(manifests, 'HorizontalPodAutoscaler')[0]!['spec']

/** A check that cannot fail checks nothing. */
const BREAKS: Readonly<Record<string, readonly Break[]>> = {
  grace: [
    (all) => (podOf(all)['spec'].terminationGracePeriodSeconds = 584),
    (all) => (envOf(all)['XUEZHAN_LIFECYCLE__DRAIN_SECONDS'] = '556'),
    (all) => (containerOf(all)['lifecycle'].preStop.sleep.seconds = 21),
  ],
  ports: [
    (all) => (envOf(all)['XUEZHAN_OPS__HEALTH_PORT'] = '9001'),
    (all) => (envOf(all)['XUEZHAN_OPS__METRICS_ADDR'] = '127.0.0.1:9464'),
    (all) => (ofKind(all, 'PodMonitor')[0]!['spec'].podMetricsEndpoints[0].port = 'http'),
    (all) => (ofKind(all, 'Service')[0]!['spec'].ports[0].targetPort = 'play'),
  ],
  probes: [
    (all) => (containerOf(all)['livenessProbe'].failureThreshold = 3),
    (all) => (containerOf(all)['readinessProbe'].httpGet.path = '/live'),
    (all) => (containerOf(all)['startupProbe'].httpGet.port = 'web'),
  ],
  references: [
    (all) => (ofKind(all, 'PodDisruptionBudget')[0]!['spec'].selector.matchLabels = { app: 'other' }),
    (all) => (named(all, 'Service', 'xuezhan-pods')!['spec'].clusterIP = undefined),
    (all) => (containerOf(all)['envFrom'][0].configMapRef.name = 'xuezhan-env'),
    (all) => (hpaOf(all)['scaleTargetRef'].kind = 'Deployment'),
  ],
  secrets: [
    (all) =>
      (ofKind(all, 'PodMonitor')[0]!['spec'].podMetricsEndpoints[0].authorization.credentials.key = 'token'),
    (all) => (envOf(all)['XUEZHAN_DATABASE__PASSWORD_FILE'] = ''),
  ],
  safety: [
    (all) => (podOf(all)['spec'].securityContext.runAsNonRoot = false),
    (all) => (envOf(all)['XUEZHAN_CORE__DATA_DIR'] = '/var/lib/xuezhan'),
  ],
  memory: [
    (all) => (containerOf(all)['resources'].limits.memory = '3Gi'),
    (all) => (envOf(all)['XUEZHAN_OVERLOAD__MAX_RSS_MB'] = '2048'),
  ],
  scaling: [
    (all) => (hpaOf(all)['metrics'][0].pods.metric.name = 'mj_desks'),
    (all) => (envOf(all)['XUEZHAN_LIMITS__MAX_TABLES'] = '1000'),
    (all) => (hpaOf(all)['behavior'].scaleDown.policies[0].periodSeconds = 60),
  ],
}

for (const [what, check] of Object.entries(CHECKS)) {
  test(`the check of ${what} sees what is wrong`, () => {
    for (const spoil of BREAKS[what]!) {
      const manifests = withScaling()
      assert.deepEqual(check(manifests), [])
      spoil(manifests)
      // Names that lead nowhere may stop the reading itself.
      let faults: string[]
      try {
        faults = check(manifests)
      } catch (error) {
        faults = [String(error)]
      }
      assert.notDeepEqual(faults, [], String(spoil))
    }
  })
}
