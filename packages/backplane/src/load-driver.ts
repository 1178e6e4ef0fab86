import { MortiseError } from "@mortise/protocol";

/** Loads an optional package; rejects with MortiseError `INVALID_OPTION` that says how to install it. */
export async function loadDriver<Module>(
  name: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new MortiseError(
      "INVALID_OPTION",
      `This backplane needs the package ${name}, which is not installed: npm install ${name}`,
      { cause: error },
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
