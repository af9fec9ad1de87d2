// Tells of a statement before it goes to the database: Kysely's own log hears of it when it is over.

import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import type { StoreObserver } from './open-store.ts'

type Announce = NonNullable<StoreObserver['onStatement']>

/** The dialect itself where nobody asks. */
export function announced(dialect: Dialect, observer?: StoreObserver): Dialect {
  const announce = observer?.onStatement?.bind(observer)
  if (announce === undefined) return dialect
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => listening(dialect.createDriver(), announce),
  }
}

/** Connections stay the driver's own objects, which it knows again; each is told once to announce. */
function listening(driver: Driver, announce: Announce): Driver {
  const known = new WeakSet<DatabaseConnection>()
  const acquire = driver.acquireConnection.bind(driver)
  driver.acquireConnection = async () => {
    const connection = await acquire()
    if (!known.has(connection)) {
      known.add(connection)
      announceEach(connection, announce)
    }
    return connection
  }
  return driver
}

function announceEach(connection: DatabaseConnection, announce: Announce): void {
  const execute = connection.executeQuery.bind<DatabaseConnection['executeQuery']>(connection)
  connection.executeQuery = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
    const ended = announce(query.sql)
    if (ended === null) return await execute<R>(query)
    try {
      const result = await execute<R>(query)
      ended(rowsOf(result))
      return result
    } catch (error) {
      ended(FAILED)
      throw error
    }
  }
}

const FAILED = -1

/** Read, or changed where nothing is read. */
const rowsOf = ({ rows, numAffectedRows }: QueryResult<unknown>): number =>
  rows.length > 0 ? rows.length : Number(numAffectedRows ?? 0)
