// The back office's routes together, in a scope of their own: they alone read forms.

import { parseConsume } from '../config/sections/core.ts'
import { SETTING } from '../store/office-repositories.ts'
import { addAgentRoutes } from './agent-routes.ts'
import { addAuditRoutes } from './audit-routes.ts'
import { addFormBodies } from './body-parsers.ts'
import { addClubRoutes } from './club-routes.ts'
import { addGmRoutes, type GmParts } from './gm-routes.ts'
import { addOrderConsole } from './order-routes.ts'
import { addStatsRoutes } from './stats-routes.ts'
import type { WebApp } from './web-server-options.ts'

export async function addOfficeRoutes(app: WebApp, parts: GmParts): Promise<void> {
  await restorePrices(parts)
  await app.register(async (instance) => {
    const scope = instance as WebApp
    addFormBodies(scope)
    addGmRoutes(scope, parts)
    addClubRoutes(scope, parts)
    addAgentRoutes(scope, parts)
    addStatsRoutes(scope, parts)
    addOrderConsole(scope, parts)
    addAuditRoutes(scope, parts)
  })
}

/** Prices that a game master has set outlive the process. */
async function restorePrices({ store, gm }: GmParts): Promise<void> {
  const prices = parseConsume((await store.settings.get(SETTING.consume)) ?? '')
  if (prices !== undefined) gm.setPrices(prices)
}
