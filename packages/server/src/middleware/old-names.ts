import { MortiseError } from "@mortise/protocol";

/** Options of middleware whose names have changed, with the present ones. */
const PRESENT_NAMES: ReadonlyMap<string, string> = new Map([
  ["store", "values"],
  ["onStoreFailure", "onOutage"],
]);

/**
 * Refuses options of which one has a former name; it would be ignored otherwise.
 *
 * @throws MortiseError `INVALID_OPTION` that names the present one.
 */
export function refuseOldNames(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const present = PRESENT_NAMES.get(name);
    if (present === undefined || value === undefined) continue;
    throw new MortiseError("INVALID_OPTION", `${name} is now called ${present}`, {
      data: { option: name },
    });
  }
}
