/** A member process as its benchmark sees it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onLines } from '../measure/lines.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type {
  CommitLoad,
  LatenessAnswer,
  LoadedAnswer,
  MemberReport,
  MemberRequest,
  MemberSetup,
  RowLoad,
  StatusAnswer,
} from './protocol.js';

type Kind = MemberReport['kind'];

export class MemberProcess {
  readonly id: number;
  readonly pid: number;
  /** Whom it follows; itself when it leads, 0 while it knows nobody. */
  leader = 0;
  /** Indices of the states it received and took over. */
  readonly installed: number[] = [];
  readonly #child: ChildProcess;
  readonly #waiting: { readonly kind: Kind; take(report: MemberReport): void; fail(): void }[] = [];
  readonly #onLeader: () => void;
  #ended = false;

  constructor(id: number, onLeader: () => void) {
    this.id = id;
    this.#onLeader = onLeader;
    const program = fileURLToPath(new URL('./member.js', import.meta.url));
    this.#child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { pid, stdout } = this.#child;
    if (pid === undefined || stdout === null) throw new Error('a member does not start');
    this.pid = pid;
    onLines(stdout, (line) => this.#read(JSON.parse(line) as MemberReport));
    this.#child.once('exit', () => {
      this.#ended = true;
      for (const waiting of this.#waiting.splice(0)) waiting.fail();
    });
  }

  async start(setup: MemberSetup): Promise<void> {
    await this.#ask(setup, 'serving');
  }

  async load(request: Omit<CommitLoad, 'kind'>): Promise<LoadedAnswer> {
    return (await this.#ask({ kind: 'load', ...request }, 'loaded')) as LoadedAnswer;
  }

  /** Begins a CPU profile, or writes it to `file`. */
  async profile(file?: string): Promise<void> {
    const request: MemberRequest = { kind: 'profile', ...(file !== undefined && { file }) };
    await this.#ask(request, 'profiled');
  }

  async rows(request: Omit<RowLoad, 'kind'>): Promise<LoadedAnswer> {
    return (await this.#ask({ kind: 'rows', ...request }, 'loaded')) as LoadedAnswer;
  }

  async status(): Promise<RaftStatus> {
    return ((await this.#ask({ kind: 'status' }, 'status')) as StatusAnswer).status;
  }

  /** Begins to measure how late its event loop is, or ends it and tells. */
  async lateness(end: boolean): Promise<LatenessAnswer> {
    return (await this.#ask({ kind: 'lateness', end }, 'lateness')) as LatenessAnswer;
  }

  async kill(): Promise<void> {
    if (this.#ended) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  #ask(message: MemberSetup | MemberRequest, kind: Kind): Promise<MemberReport> {
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new Error(`member ${this.id} ended`));
      if (this.#ended) return fail();
      this.#waiting.push({ kind, take: resolve, fail });
      this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
    });
  }

  #read(report: MemberReport): void {
    if (report.kind === 'leader') {
      this.leader = report.leader;
      this.#onLeader();
      return;
    }
    if (report.kind === 'installed') {
      this.installed.push(report.index);
      return;
    }
    const at = this.#waiting.findIndex(({ kind }) => kind === report.kind);
    this.#waiting.splice(at, 1)[0]?.take(report);
  }
}
