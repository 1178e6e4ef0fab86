/** Reports whether an address reaches this machine only, in each of its spellings. */
export function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address);
}
