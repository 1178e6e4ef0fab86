/**
 * Names the caller that shares are counted for: a principal, or the address of anonymous callers;
 * `undefined` where neither is known.
 *
 * An IPv6 address counts by its network of 64 bits, which is what one caller is commonly given.
 */
export function shareHolder(
  principal: string | undefined,
  address: string | undefined,
): string | undefined {
  if (principal !== undefined) return `principal:${principal}`;
  if (address === undefined) return undefined;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return `address:${mapped[1]}`;
  return `address:${address.includes(":") ? networkOf(address) : address}`;
}

/** The first four groups of an IPv6 address, those that `::` leaves out included. */
function networkOf(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
