/** Passkeys in this browser (WebAuthn level 2): check support, make one, and sign with one. */

/** @typedef {"insecure" | "number" | "none"} WhyNot */

/**
 * Return why passkeys do not work on this page, null if they do.
 * @returns {WhyNot | null}
 */
export function whyNoPasskeys() {
  if (isNumber(location.hostname)) return "number";
  if (!window.isSecureContext) return "insecure";
  return "credentials" in navigator && "PublicKeyCredential" in window ? null : "none";
}

/**
 * Have the device make a passkey. Throws a DOMException if the person declines or takes too long.
 * @param {any} options as the server tells them: PublicKeyCredentialCreationOptionsJSON
 */
export async function makePasskey(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: options.excludeCredentials.map(withBytes),
  };
  const made = /** @type {PublicKeyCredential} */ (await navigator.credentials.create({ publicKey }));
  const response = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  return told(made, { attestationObject: text(response.attestationObject), clientDataJSON: text(response.clientDataJSON) });
}

/**
 * Have the device sign with one of its passkeys for this name. Throws as `makePasskey` does.
 * @param {any} options as the server tells them: PublicKeyCredentialRequestOptionsJSON
 */
export async function usePasskey(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: [] };
  const used = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey }));
  const response = /** @type {AuthenticatorAssertionResponse} */ (used.response);
  return told(used, {
    authenticatorData: text(response.authenticatorData),
    clientDataJSON: text(response.clientDataJSON),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

/**
 * @param {PublicKeyCredential} credential
 * @param {Record<string, string | null>} response
 */
function told(credential, response) {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {}, response };
}

/** @param {any} one */
function withBytes(one) {
  return { ...one, id: bytes(one.id) };
}

/** @param {string} name */
function isNumber(name) {
  return name.startsWith("[") || /^[0-9.]+$/.test(name);
}

/** @param {string} base64url */
function bytes(base64url) {
  const plain = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} raw */
function text(raw) {
  const plain = Array.from(new Uint8Array(raw), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
