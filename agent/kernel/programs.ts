/** Which programs are on this host. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Those of the names that no folder of PATH has as something executable; in their order. */
export async function missingPrograms(names: readonly string[]): Promise<readonly string[]> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = await Promise.all(
    names.map((name) => {
      const tries = folders.map((folder) => access(join(folder, name), constants.X_OK));
      return Promise.any(tries).then(
        () => true,
        () => false,
      );
    }),
  );
  return names.filter((_name, at) => found[at] !== true);
}
