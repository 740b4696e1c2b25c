/** The level of a manager's log. */
import Type from 'typebox';
import { LOG_LEVELS } from '../../../model/log-level.js';
import { strict } from './objects.js';

export const LogLevelAnswer = strict(
  { level: Type.Union(LOG_LEVELS.map((level) => Type.Literal(level))) },
  'LogLevel',
);
