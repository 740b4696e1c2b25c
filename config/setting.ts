/** How a daemon's settings are described: one table per daemon gives file schema, flags and variables. */

/** One setting as flag, environment variable and help; its type and bounds are in the schema. */
export interface Setting {
  /** As commander takes it: `--api-port <port>`. */
  readonly flag: string;
  readonly help: string;
  /** A list is given by a repeatable flag or a variable with commas; a map likewise, as k=v. */
  readonly shape?: 'list' | 'map';
}

/** JSON Schema of a file of settings. */
export interface SettingsSchema {
  readonly properties: Readonly<Record<string, object>>;
}

/** `K` are the members of the file, also of the resulting object. */
export interface ConfigDefinition<T extends object> {
  /** `manager` → variables OVNET_MANAGER_*. */
  readonly role: string;
  readonly defaultFile: string;
  /** Loaded when settings are read: most commands only need the table. */
  readonly schema: () => Promise<SettingsSchema>;
  readonly settings: Readonly<Record<keyof T & string, Setting>>;
  readonly defaults: Readonly<Partial<T>>;
}

/** `--api-port <port>` → `api-port`. */
export function flagName(setting: Setting): string {
  return (setting.flag.split(' ')[0] ?? '').replace(/^--/, '');
}

/** `--api-port` of the manager → OVNET_MANAGER_API_PORT. */
export function variableName(role: string, setting: Setting): string {
  return `OVNET_${role}_${flagName(setting)}`.replaceAll('-', '_').toUpperCase();
}
