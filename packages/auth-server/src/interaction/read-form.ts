import type { Context } from "../page/context.ts";

/** Bytes that the form of a page may have. */
const MAX_BYTES = 16 * 1024;

/** Reads the form that a page sent; `undefined` for anything else, and for more than 16 KiB. */
export async function readForm(ctx: Context): Promise<URLSearchParams | undefined> {
  if (!ctx.is("application/x-www-form-urlencoded")) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
