/** A key of WebCrypto, under the name that the runtime's own types give it: not all declare `CryptoKey`. */
export type CryptoKey = Extract<
  Awaited<ReturnType<typeof crypto.subtle.generateKey>>,
  { readonly type: string }
>;
