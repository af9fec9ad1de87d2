// JSON Schema as functions: every payload that comes in is checked, and in tests what goes out as well.
import { Ajv, type ValidateFunction } from 'ajv'
import { REFUSED } from '../protocol/answers.ts'
import { PUSHES, type PushName } from '../protocol/pushes.ts'
import { ROUTES, type RouteName } from '../protocol/routes.ts'
import { BYTES, type PayloadSchema, type Schema } from '../protocol/schema.ts'

/** What is wrong with a payload, for whom builds clients: `/uid must be integer`; null = nothing. */
type Check = (payload: unknown) => string | null

const checkBytes: Check = (payload) => (payload instanceof Uint8Array ? null : 'must be bytes')

export class PayloadChecks {
  readonly #ajv = new Ajv({ strict: true, allErrors: false, validateFormats: false })
  /** Compiled when first asked for, about a millisecond each; there are as many as there are schemas. */
  readonly #compiled = new Map<Schema, Check>()

  /** Compiles the requests' schemas (about 40 ms for all), so that no player waits for it. */
  prepareRequests(): void {
    for (const { request } of Object.values(ROUTES)) this.#checkOf(request)
  }

  faultOfRequest(route: RouteName, payload: unknown): string | null {
    return this.#checkOf(ROUTES[route].request)(payload)
  }

  faultOfResponse(route: RouteName, payload: unknown): string | null {
    return this.#checkOf(ROUTES[route].response)(payload)
  }

  faultOfRefusal(payload: unknown): string | null {
    return this.#checkOf(REFUSED)(payload)
  }

  faultOfPush(push: PushName, payload: unknown): string | null {
    return this.#checkOf(PUSHES[push].payload)(payload)
  }

  #checkOf(schema: PayloadSchema): Check {
    if (schema === BYTES) return checkBytes
    const known = this.#compiled.get(schema)
    if (known !== undefined) return known
    const check = toCheck(this.#ajv.compile(schema))
    this.#compiled.set(schema, check)
    return check
  }
}

function toCheck(validate: ValidateFunction): Check {
  return (payload) => {
    if (validate(payload)) return null
    const [fault] = validate.errors ?? []
    return `${fault?.instancePath ?? ''} ${fault?.message ?? ''}`.trim()
  }
}
