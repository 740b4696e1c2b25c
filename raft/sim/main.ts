import { simulate } from './simulation.js';
const cpu = () => process.cpuUsage().user / 1000;
const t0 = cpu();
let v = 0;
const first = Number(process.argv[2] ?? 1);
const n = Number(process.argv[3] ?? 1);
const profile = (process.argv[4] ?? 'stock') as 'stock';
for (let seed = first; seed < first + n; seed += 1) {
  try {
    const r = await simulate({ seed, profile });
    v += r.virtualMs;
    console.log(JSON.stringify(r), (v / (cpu() - t0)).toFixed(0));
  } catch (error) {
    console.log(
      String(error),
      ((error as Error).cause as Error)?.stack?.split('\n').slice(0, 6).join('\n'),
    );
  }
}
