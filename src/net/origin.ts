// Which web pages may open a socket (Cross-Site WebSocket Hijacking; OWASP ASVS 5.0, V4.4.2).

export type OriginCheck = (origin: string | undefined, host: string | undefined) => boolean

const hostNameOf = (url: string): string | undefined => URL.parse(url)?.hostname

/**
 * Native clients send no Origin and may come: they log in with a token, never with a cookie. A page must
 * be on the list, or, where there is none, come from this host name; its port may differ, as ours do.
 */
export function originCheck(allowedOrigins: readonly string[]): OriginCheck {
  const allowed = new Set(allowedOrigins.map((origin) => origin.toLowerCase()))
  return (origin, host) => {
    if (origin === undefined) return true
    if (allowed.size > 0) return allowed.has(origin.toLowerCase())
    const page = hostNameOf(origin)
    return page !== undefined && page !== '' && host !== undefined && page === hostNameOf(`http://${host}`)
  }
}
