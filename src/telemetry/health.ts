// /live, /ready and /health for Kubernetes, by Lightship used as a server alone. Its own shutdown would answer 500 to
// /live while tables drain, run its handlers only when all beacons are dead, and end with exit code 1: the drain is ours
// (src/lifecycle), so no signal, no beacon and no handler is given to it, and nobody calls its `shutdown`.
import type { AddressInfo } from 'node:net'
import { createLightship } from 'lightship'

export type Health = {
  readonly port: number
  /** What /ready and /health say from now on. */
  set(isReady: boolean): void
  close(): Promise<void>
}

/** Listens on 0.0.0.0: Lightship knows no other address. Port 0 = any free one. Rejects where the port is taken. */
export async function startHealth(port: number): Promise<Health> {
  // Outside Kubernetes it would otherwise take any port instead of this one.
  const lightship = await createLightship({ port, detectKubernetes: false, signals: [] })
  const { server } = lightship
  return {
    port: (server.address() as AddressInfo).port,
    set(isReady) {
      if (isReady === lightship.isServerReady()) return
      if (isReady) lightship.signalReady()
      else lightship.signalNotReady()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // A probe's connection that is kept alive would hold the end up.
        server.closeAllConnections()
      }),
  }
}
