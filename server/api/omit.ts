/** Objects without members that an answer must not have. */

export function omit<T extends object, K extends keyof T>(object: T, name: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name)) as Omit<T, K>;
}
