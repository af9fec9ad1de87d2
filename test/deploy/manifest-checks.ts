// What no schema can see: whether the manifests fit the process that they run. Each check answers with its faults.
import { parseAdminEntries } from '../../src/auth/admin-tokens.ts'
import type { Config } from '../../src/config/schema.ts'
import { CATALOGUE } from '../../src/telemetry/catalogue.ts'
import type { Manifest } from './rendered.ts'
import { configOf, containerOf, named, ofKind, podOf, readExample } from './rendered.ts'

/** Beyond the sum of what a stop may take. */
const MARGIN_SECONDS = 10
/** What the cluster's autoscaler waits for at most. */
const LONGEST_GRACE_SECONDS = 600
/** A stall of the loop is no death. */
const LIVENESS_SECONDS = 60
const HEAP_SHARE = 0.75
const TABLES_SHARE = 0.6
const MEBIBYTES: Readonly<Record<string, number>> = { Mi: 1, Gi: 1024 }

export type Check = (manifests: readonly Manifest[]) => string[]

const mebibytes = (quantity: string): number => {
  const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? []
  return Number(amount) * MEBIBYTES[unit ?? '']!
}

/** The sentences whose condition is false. */
const faultsAmong = (claims: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(claims)
    .filter(([, holds]) => !holds)
    .map(([claim]) => claim)

/** Before the kernel ends it, a process has drained and closed: the sum of its own times and of what comes before. */
export const checkGrace: Check = (manifests) => {
  const { drainSeconds, stopSeconds } = configOf(manifests).lifecycle
  const grace = podOf(manifests)['spec'].terminationGracePeriodSeconds as number
  const preStop = containerOf(manifests)['lifecycle'].preStop.sleep.seconds as number
  const sum = preStop + drainSeconds + stopSeconds + MARGIN_SECONDS
  return faultsAmong({
    [`a grace period of ${grace} s is not less than the ${sum} s that a stop may take`]: grace >= sum,
    'the grace period is within what evictions wait for': grace <= LONGEST_GRACE_SECONDS,
    'endpoints have time to lose the pod before the signal': preStop >= 1,
  })
}

const portsOf = ({ gameServer, webserver, ops }: Config): Readonly<Record<string, number>> => ({
  game: gameServer.port,
  web: webserver.addr.port,
  health: ops.healthPort,
  metrics: ops.metricsAddr.port,
})

export const checkPorts: Check = (manifests) => {
  const { ports } = containerOf(manifests) as { ports: Manifest[] }
  const config = configOf(manifests)
  const open = Object.fromEntries(ports.map(({ name, containerPort }) => [name, containerPort]))
  const wanted = portsOf(config)
  const faults = Object.entries(wanted)
    .filter(([name, port]) => open[name] !== port)
    .map(([name, port]) => `${name} listens on ${port}, the pod says ${open[name]}`)
  const used = [
    ...ofKind(manifests, 'Service').flatMap(({ spec }) =>
      spec.ports.map(({ targetPort }: Manifest) => targetPort),
    ),
    ...ofKind(manifests, 'NetworkPolicy').flatMap(({ spec }) =>
      spec.ingress.flatMap((rule: Manifest) => rule['ports'].map(({ port }: Manifest) => port)),
    ),
    ...ofKind(manifests, 'PodMonitor').flatMap(({ spec }) =>
      spec.podMetricsEndpoints.map(({ port }: Manifest) => port),
    ),
  ]
  const unknown = used.filter((name) => !(name in open)).map((name) => `no port is named ${name}`)
  const { host } = config.ops.metricsAddr
  return [
    ...faults,
    ...unknown,
    ...faultsAmong({ 'metrics can be reached from outside the pod': host !== '127.0.0.1' }),
  ]
}

export const checkProbes: Check = (manifests) => {
  const { livenessProbe, readinessProbe, startupProbe } = containerOf(manifests)
  const slack = livenessProbe.periodSeconds * livenessProbe.failureThreshold
  const isAt = (probe: Manifest, path: string): boolean =>
    probe['httpGet'].path === path && probe['httpGet'].port === 'health'
  return faultsAmong({
    'liveness asks /live': isAt(livenessProbe, '/live'),
    'the start asks /live': isAt(startupProbe, '/live'),
    'readiness asks /ready': isAt(readinessProbe, '/ready'),
    [`liveness has ${LIVENESS_SECONDS} s of slack, not ${slack}`]: slack >= LIVENESS_SECONDS,
    'one failure is enough to lose readiness': readinessProbe.failureThreshold === 1,
  })
}

const isPartOf = (selector: Readonly<Record<string, string>> | undefined, labels: Manifest): boolean =>
  Object.entries(selector ?? { '': '' }).every(([name, value]) => labels[name] === value)

/** Names that refer to each other, and selectors that have to find the pods. */
export const checkReferences: Check = (manifests) => {
  const { spec: pod, metadata } = podOf(manifests)
  const [set] = ofKind(manifests, 'StatefulSet')
  const maps = [
    ...pod.volumes.flatMap(({ configMap }: Manifest) => (configMap ? [configMap.name] : [])),
    ...containerOf(manifests)['envFrom'].map(({ configMapRef }: Manifest) => configMapRef.name),
  ] as string[]
  const selectors = [
    set!['spec'].selector.matchLabels,
    ...ofKind(manifests, 'Service').map(({ spec }) => spec.selector),
    ...ofKind(manifests, 'PodDisruptionBudget').map(({ spec }) => spec.selector.matchLabels),
    ...ofKind(manifests, 'NetworkPolicy').map(({ spec }) => spec.podSelector.matchLabels),
    ...ofKind(manifests, 'PodMonitor').map(({ spec }) => spec.selector.matchLabels),
  ]
  const scaled = ofKind(manifests, 'HorizontalPodAutoscaler').map(({ spec }) => spec.scaleTargetRef)
  const headless = named(manifests, 'Service', set!['spec'].serviceName)
  return faultsAmong({
    'every ConfigMap is there': maps.every((name) => named(manifests, 'ConfigMap', name) !== undefined),
    'the service of the StatefulSet is there, and headless': headless?.['spec'].clusterIP === 'None',
    'the ServiceAccount is there': named(manifests, 'ServiceAccount', pod.serviceAccountName) !== undefined,
    'every selector finds the pods': selectors.every((selector) => isPartOf(selector, metadata.labels)),
    'what is scaled is there': scaled.every(({ kind, name }) => named(manifests, kind, name) !== undefined),
    'everything is in one namespace': new Set(manifests.map((one) => one['metadata'].namespace)).size === 1,
  })
}

/** The example's keys are those that the configuration and Prometheus name, and its tokens have their scopes. */
export const checkSecrets: Check = (manifests) => {
  const { metadata, stringData } = readExample()
  const volume = podOf(manifests)['spec'].volumes.find(({ name }: Manifest) => name === 'secrets')
  const credentials = ofKind(manifests, 'PodMonitor').flatMap(({ spec }) =>
    spec.podMetricsEndpoints.map(({ authorization }: Manifest) => authorization.credentials),
  ) as Manifest[]
  const { admin, token, database } = configOf(manifests)
  const entries = parseAdminEntries(admin.tokens?.reveal() ?? '')
  const metricsLine = (stringData['admin.tokens'] as string)
    .split('\n')
    .find((line) => line.endsWith(` ${stringData['metrics.token']}`))
  return faultsAmong({
    'the pod mounts the Secret of the example': volume.secret.secretName === metadata.name,
    'Prometheus takes its token from there': credentials.every(
      ({ name, key }) => name === metadata.name && key in stringData,
    ),
    'its token is one of the scope ops': metricsLine?.split(' ')[1]?.split(',').includes('ops') === true,
    'the admin tokens can be read': entries.ok,
    'the key of login tokens is given': token.key !== null,
    'a server database has its password':
      database.driver === 'sqlite' || Boolean(database.password?.reveal()),
  })
}

export const checkSafety: Check = (manifests) => {
  const { securityContext: pod, automountServiceAccountToken } = podOf(manifests)['spec']
  const { securityContext: own, volumeMounts } = containerOf(manifests)
  const { core } = configOf(manifests)
  const writable = (volumeMounts as Manifest[]).filter(({ readOnly }) => readOnly !== true)
  return faultsAmong({
    'not root': pod.runAsNonRoot === true && pod.runAsUser > 0,
    'a seccomp profile': pod.seccompProfile.type === 'RuntimeDefault',
    'no more rights than it has':
      own.allowPrivilegeEscalation === false && own.capabilities.drop.includes('ALL'),
    'a root file system that nobody writes to': own.readOnlyRootFilesystem === true,
    'no token of Kubernetes': automountServiceAccountToken === false,
    'data lie on a volume': writable.some(({ mountPath }) => mountPath === core.dataDir),
  })
}

/** Players are turned away before the heap is full, and before the kernel ends the process. */
export const checkMemory: Check = (manifests) => {
  const { resources, env } = containerOf(manifests)
  const limit = mebibytes(resources.limits.memory)
  const options = (env as Manifest[]).find(({ name }) => name === 'NODE_OPTIONS')?.['value'] as string
  const heap = Number(/--max-old-space-size=(\d+)/.exec(options)?.[1])
  const { maxRssMb } = configOf(manifests).overload
  return faultsAmong({
    'what is asked for is what is allowed': resources.requests.memory === resources.limits.memory,
    [`the heap (${heap}) is three quarters of the limit (${limit})`]: heap === limit * HEAP_SHARE,
    [`newcomers are refused (${maxRssMb}) between the heap and the limit`]:
      heap < maxRssMb && maxRssMb < limit,
  })
}

export const checkScaling: Check = (manifests) => {
  const grace = podOf(manifests)['spec'].terminationGracePeriodSeconds as number
  const { limits } = configOf(manifests)
  return ofKind(manifests, 'HorizontalPodAutoscaler').flatMap(({ spec }) => {
    const metrics = (spec.metrics as Manifest[]).map(({ pods }) => pods)
    const tables = metrics.find(({ metric }) => metric.name === 'mj_tables')
    return faultsAmong({
      'every metric is in the catalogue': metrics.every(({ metric }) =>
        Object.hasOwn(CATALOGUE, metric.name),
      ),
      'more pods at six tenths of the tables':
        Number(tables.target.averageValue) === limits.maxTables * TABLES_SHARE,
      'one drain at a time': spec.behavior.scaleDown.policies.every(
        ({ type, value, periodSeconds }: Manifest) =>
          type === 'Pods' && value === 1 && periodSeconds >= grace,
      ),
    })
  })
}

export const CHECKS: Readonly<Record<string, Check>> = {
  grace: checkGrace,
  ports: checkPorts,
  probes: checkProbes,
  references: checkReferences,
  secrets: checkSecrets,
  safety: checkSafety,
  memory: checkMemory,
  scaling: checkScaling,
}
