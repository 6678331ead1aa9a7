// Requests to the admin site that notice a session that has ended, renewal of the CSRF token, and keys of requests.

const RENEWAL_TIMEOUT = 20_000 // milliseconds: without a network, some browsers wait for minutes

/** The session has ended: the server answered with a redirect to the sign-in page. */
export class SessionExpiredError extends Error {}

/** The session is valid, but this user may not change the object, or no longer, or it has been deleted. */
export class ForbiddenError extends Error {}

/** Return a random key as Python's uuid4().hex. crypto.randomUUID() is missing on pages without HTTPS. */
export function createKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Like fetch(), but throws SessionExpiredError instead of following a redirect. */
export async function fetchInSession(url, options = {}) {
  const response = await fetch(url, { redirect: "manual", ...options })
  if (response.type === "opaqueredirect") throw new SessionExpiredError()
  return response
}

/**
 * Get a token that is valid in the current session and put it into every form of the page. Signing in again in
 * another tab invalidates the token that the page was rendered with.
 * @param {string} url - a view that answers with JSON {"token": "…"}
 * @throws {SessionExpiredError|ForbiddenError|Error}
 */
export async function renewCsrfToken(url) {
  const response = await fetchInSession(url, { signal: AbortSignal.timeout?.(RENEWAL_TIMEOUT) })
  if ([403, 404].includes(response.status)) throw new ForbiddenError()
  if (!response.ok) throw new Error(response.status)
  const { token } = await response.json()
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token
}
