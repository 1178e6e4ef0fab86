import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@mortise/protocol";
import { expect, onTestFinished, test } from "vitest";
import { FileTokenStore } from "./file-token-store.ts";
import type { KeyringEntry } from "./keyring.ts";
import { UserTokenStore } from "./user-token-store.ts";

const SECRET = "a-refresh-token-that-nobody-may-read";

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mortise-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "auth");
}

function failOnWarning(message: string): void {
  throw new Error(message);
}

function openStore(folder: string, options: object = {}): FileTokenStore {
  return new FileTokenStore({ folder, keyring: false, onWarning: failOnWarning, ...options });
}

function recordsOf(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".login"));
}

/** A keyring that holds what it is given, as those of systems do. */
function createKeyring(): { entry: KeyringEntry; secrets: string[] } {
  const secrets: string[] = [];
  const read = async (): Promise<string | undefined> => secrets.at(-1);
  return { secrets, entry: { read, write: async (secret) => void secrets.push(secret) } };
}

test("a value is found by another store of the folder, and is nowhere in plain", async () => {
  const folder = makeFolder();
  const key = "https://login.example ann";
  await openStore(folder).set(key, SECRET);
  expect(await openStore(folder).get(key)).toBe(SECRET);
  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name), "latin1");
    expect(content).not.toContain(SECRET.slice(0, 8));
    expect(content).not.toContain("login.example");
    expect(name).not.toContain("ann");
  }
});

test("only the user may read the folder, the key and the records", async () => {
  const folder = makeFolder();
  await openStore(folder).set("key", SECRET);
  chmodSync(folder, 0o755);
  await openStore(folder).set("other", SECRET);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of ["key", ...recordsOf(folder)]) {
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  }
});

test("reading a folder that is not there touches nothing", async () => {
  const folder = makeFolder();
  const openKeyring = async () => {
    throw new Error("The keyring was opened");
  };
  const store = new FileTokenStore({ folder, openKeyring });
  expect(await store.get("key")).toBeUndefined();
  await store.delete("key");
  expect(await store.clear()).toBe(0);
  expect(() => readdirSync(folder)).toThrow("ENOENT");
});

test("a delete with an expectation leaves a newer value", async () => {
  const store = openStore(makeFolder());
  await store.set("key", "new");
  await store.delete("key", "old");
  expect(await store.get("key")).toBe("new");
  await store.delete("key", "new");
  expect(await store.get("key")).toBeUndefined();
});

test.each([
  ["cut off", (content: Buffer) => content.subarray(0, 30)],
  ["empty", () => Buffer.alloc(0)],
  [
    "changed",
    (content: Buffer) => Buffer.from(content.map((byte, at) => byte ^ Number(at === 50))),
  ],
  [
    "given another expiry",
    (content: Buffer) => Buffer.from(content.map((byte, at) => byte ^ Number(at === 15))),
  ],
])("a record that was %s counts as absent and can be written again", async (_how, damage) => {
  const folder = makeFolder();
  const warnings: string[] = [];
  const store = openStore(folder, { onWarning: (message: string) => warnings.push(message) });
  await store.set("key", SECRET);
  const [name = ""] = recordsOf(folder);
  writeFileSync(join(folder, name), damage(readFileSync(join(folder, name))));
  expect(await store.get("key")).toBeUndefined();
  expect(warnings.length).toBeLessThan(2);
  await store.set("key", "again");
  expect(await store.get("key")).toBe("again");
});

test("records cannot be exchanged for each other", async () => {
  const folder = makeFolder();
  const warnings: string[] = [];
  const store = openStore(folder, { onWarning: (message: string) => warnings.push(message) });
  await store.set("ann", "the login of Ann");
  const [ann = ""] = recordsOf(folder);
  await store.set("bob", "the login of Bob");
  const bob = recordsOf(folder).find((name) => name !== ann) ?? "";
  writeFileSync(join(folder, bob), readFileSync(join(folder, ann)));
  expect(await store.get("bob")).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining("sign in again")]);
});

test("a value is gone at its expiry, and its file with the next write", async () => {
  const folder = makeFolder();
  let now = Date.now();
  const store = openStore(folder, { clock: { ...systemClock, now: () => now } });
  await store.set("state", "a login that waits", { expiresAt: now + 600_000 });
  expect(await store.get("state")).toBe("a login that waits");
  now += 600_000;
  expect(await store.get("state")).toBeUndefined();
  await store.set("key", "value");
  expect(recordsOf(folder)).toHaveLength(1);
});

test("the key is kept in the keyring, and then no file holds it", async () => {
  const folder = makeFolder();
  const { entry, secrets } = createKeyring();
  const options = { keyring: true, openKeyring: async () => entry };
  await openStore(folder, options).set("key", SECRET);
  expect(await openStore(folder, options).get("key")).toBe(SECRET);
  expect(secrets).toHaveLength(1);
  expect(readdirSync(folder)).not.toContain("key");
});

test("logins written without the keyring are found when it is back", async () => {
  const folder = makeFolder();
  const { entry } = createKeyring();
  await openStore(folder).set("key", SECRET);
  const back = openStore(folder, { keyring: true, openKeyring: async () => entry });
  expect(await back.get("key")).toBe(SECRET);
});

test.each([
  ["keeps nothing", { read: async () => undefined, write: async () => undefined }],
  [
    "is locked",
    {
      read: async () => {
        throw new Error("locked");
      },
      write: async () => undefined,
    },
  ],
])("a keyring that %s is replaced by a key file, with a warning", async (_how, entry) => {
  const folder = makeFolder();
  const warnings: string[] = [];
  const store = openStore(folder, {
    keyring: true,
    openKeyring: async () => entry,
    onWarning: (message: string) => warnings.push(message),
  });
  await store.set("key", SECRET);
  expect(await store.get("key")).toBe(SECRET);
  expect(warnings).toEqual([expect.stringContaining("a key file is used instead")]);
});

test("a keyring that cannot even be opened is replaced by a key file", async () => {
  const folder = makeFolder();
  const warnings: string[] = [];
  const store = openStore(folder, {
    keyring: true,
    openKeyring: async () => {
      throw new Error("no service on the bus");
    },
    onWarning: (message: string) => warnings.push(message),
  });
  await store.set("key", SECRET);
  expect(await store.get("key")).toBe(SECRET);
  expect(warnings).toEqual([expect.stringContaining("no service on the bus")]);
});

test("`clear` deletes every login and says how many", async () => {
  const folder = makeFolder();
  const store = openStore(folder);
  await store.set("one", "1");
  await store.set("two", "2");
  expect(await openStore(folder).clear()).toBe(2);
  expect(await store.get("one")).toBeUndefined();
});

test("a folder that cannot be made fails with a way out, and the user's store goes on in memory", async () => {
  const folder = makeFolder();
  const file = `${folder}-is-a-file`;
  writeFileSync(file, "");
  onTestFinished(() => rmSync(file, { force: true }));
  const place = join(file, "auth");
  await expect(openStore(place).set("key", SECRET)).rejects.toMatchObject({
    data: { code: "store_failed", hint: expect.stringContaining("MORTISE_AUTH_DIR") },
  });
  const warnings: string[] = [];
  const store = new UserTokenStore({
    folder: place,
    keyring: false,
    onWarning: (message) => warnings.push(message),
  });
  expect(await store.lock("key", async () => "worked")).toBe("worked");
  await store.set("key", SECRET);
  expect(await store.get("key")).toBe(SECRET);
  expect(warnings).toEqual([expect.stringContaining("as long as this program")]);
});

test("an error of the work under a lock is no failure of the store", async () => {
  const store = new UserTokenStore({ folder: makeFolder(), keyring: false });
  let runs = 0;
  const failing = store.lock("key", async () => {
    runs += 1;
    throw new Error("of the work");
  });
  await expect(failing).rejects.toThrow("of the work");
  expect(runs).toBe(1);
});

test("an unknown option is refused", () => {
  expect(() => new FileTokenStore({ directory: "x" } as never)).toThrow("directory");
});
