import { expect, test } from "vitest";
import { installWebCrypto } from "./web-crypto.ts";

const made = { getRandomValues: crypto.getRandomValues } as Crypto;
installWebCrypto(made);

test("the platform opens its ciphertexts, and it opens those of the platform", async () => {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const algorithm = {
    name: "AES-GCM",
    iv: crypto.getRandomValues(new Uint8Array(12)),
    additionalData: new TextEncoder().encode("about"),
  };
  const text = new TextEncoder().encode("a sealed text");
  for (const [one, other] of [
    [made.subtle, crypto.subtle],
    [crypto.subtle, made.subtle],
  ] as const) {
    const usages = ["encrypt", "decrypt"] as const;
    const [ours, theirs] = [
      await one.importKey("raw", secret, "AES-GCM", false, [...usages]),
      await other.importKey("raw", secret, "AES-GCM", false, [...usages]),
    ];
    const sealed = await one.encrypt(algorithm, ours, text);
    expect(new Uint8Array(await other.decrypt(algorithm, theirs, sealed))).toEqual(text);
    expect(await one.digest("SHA-256", text)).toEqual(await other.digest("SHA-256", text));
    const changed = new Uint8Array(sealed).with(0, ((new Uint8Array(sealed)[0] ?? 0) + 1) % 256);
    await expect(one.decrypt(algorithm, ours, changed)).rejects.toThrow();
  }
});

test("ids are of version 4", () => {
  expect(made.randomUUID()).toMatch(
    /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
  );
});
