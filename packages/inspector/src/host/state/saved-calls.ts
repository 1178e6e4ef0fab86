import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { JsonSchema } from "@mortise/protocol";
import { compileJsonSchema } from "@mortise/protocol";
import type { SavedCall } from "../../contract/index.ts";
import { parseExactJson } from "../../contract/index.ts";
import { HostFailure } from "./host-failure.ts";

const TEXT: JsonSchema = { type: "string", minLength: 1 };
const OBJECT: JsonSchema = { type: "object" };

const FILE: JsonSchema = {
  type: "object",
  required: ["calls"],
  properties: {
    calls: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "name", "connection", "method", "params"],
        properties: {
          id: TEXT,
          name: TEXT,
          connection: TEXT,
          method: TEXT,
          params: OBJECT,
          expect: OBJECT,
        },
      },
    },
  },
};

const check = compileJsonSchema(FILE, "The file of saved calls");

/**
 * The saved calls of a project, in one file that people read and commit. The file is read before each
 * change, and replaced as a whole, so that an edit in another program is kept and no half of it is ever there.
 */
export class SavedCalls {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Reads the calls; none without a file.
   *
   * @throws HostFailure 409 for a file that holds something else, which is left as it is.
   */
  read(): SavedCall[] {
    if (!existsSync(this.#path)) return [];
    let value: unknown;
    try {
      value = parseExactJson(readFileSync(this.#path, "utf8").replace(/^\ufeff/, ""));
    } catch (cause) {
      throw this.#invalid(`it is no JSON: ${(cause as Error).message}`, cause);
    }
    const { issues } = check(value);
    const [first] = issues ?? [];
    if (first !== undefined) {
      const place = (first.path ?? []).map(String).join(".");
      throw this.#invalid(`${place} ${first.message}`.trim());
    }
    return [...(value as { readonly calls: readonly SavedCall[] }).calls];
  }

  /** Adds a call, or replaces the one of the same id, and returns its id. */
  save({ id = randomUUID(), ...call }: Omit<SavedCall, "id"> & { readonly id?: string }): string {
    const calls = this.read();
    const at = calls.findIndex((each) => each.id === id);
    calls.splice(at === -1 ? calls.length : at, 1, { id, ...call });
    this.#write(calls);
    return id;
  }

  /** Removes a call. @throws HostFailure 404 when there is none of this id. */
  remove(id: string): void {
    const calls = this.read();
    const left = calls.filter((call) => call.id !== id);
    if (left.length === calls.length) {
      throw new HostFailure(404, {
        code: "NOT_FOUND",
        step: "remove the saved call",
        cause: `${this.#path} has no call ${JSON.stringify(id)}`,
        fix: "it was removed already; reload the page",
      });
    }
    this.#write(left);
  }

  #write(calls: readonly SavedCall[]): void {
    const text = `${JSON.stringify({ calls }, null, 2)}\n`;
    const half = `${this.#path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(half, text, { flag: "wx" });
      renameSync(half, this.#path);
    } catch (cause) {
      rmSync(half, { force: true });
      throw new HostFailure(
        500,
        {
          code: "FILE_FAILED",
          step: "write the saved calls",
          cause: (cause as Error).message,
          fix: "look whether the folder of the project can be written to",
        },
        { cause },
      );
    }
  }

  #invalid(cause: string, error?: unknown): HostFailure {
    return new HostFailure(
      409,
      {
        code: "FILE_INVALID",
        step: "read the saved calls",
        cause: `${this.#path}: ${cause}`,
        fix: "correct the file, or move it away",
      },
      { cause: error },
    );
  }
}
