// What is followed while a request or message is being handled, across its awaits. OpenTelemetry's api asks for it
// through this class; it exists only where traces are on.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context, ContextManager } from '@opentelemetry/api'
import { ROOT_CONTEXT } from '@opentelemetry/api'

export class AsyncContext implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>()

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    const bound = thisArg === undefined ? work : (work.bind(thisArg) as F)
    return this.#storage.run(context, bound, ...args)
  }

  bind<T>(context: Context, target: T): T {
    if (typeof target !== 'function') return target
    const bound = (...args: unknown[]): unknown =>
      this.#storage.run(context, () => target(...args) as unknown)
    return bound as T
  }

  enable(): this {
    return this
  }

  disable(): this {
    this.#storage.disable()
    return this
  }
}
