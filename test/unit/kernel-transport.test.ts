import t from 'tap';
import { openTransport } from '../../agent/kernel/transport.js';
import { OvnetError } from '../../model/errors.js';

const absent = (): Promise<never> =>
  Promise.reject(new OvnetError('native-unavailable', 'koffi: Cannot find package'));

t.test('without the native module rows go through pipes, and the reason is kept', async (t) => {
  const { report, rows } = await openTransport('auto', { fabric: '/run/netns/none' }, absent);
  t.match(report, { name: 'pipes', reason: /koffi: Cannot find package/ });
  t.equal(rows, undefined);
});

t.test('netlink asked for and not to be had is a failure of its own', async (t) => {
  await t.rejects(openTransport('netlink', { fabric: '/run/netns/none' }, absent), {
    code: 'native-unavailable',
  });
});

t.test('a setting keeps to the pipes', async (t) => {
  const { report } = await openTransport('pipes', { fabric: '/run/netns/none' }, () => {
    throw new Error('not asked for');
  });
  t.match(report, { name: 'pipes', reason: /settings/ });
});

t.test('what is no sign of a missing module is not hidden by pipes', async (t) => {
  const broken = (): Promise<never> => Promise.reject(new Error('a bug'));
  await t.rejects(openTransport('auto', { fabric: '/run/netns/none' }, broken), {
    message: 'a bug',
  });
});
