/** The HTTP side of the service: health for every role; notifications, our public key, the worklist, the gate and the day check for `api`. */

import express, { type Express } from 'express';
import type { Log } from '../ports.ts';
import { type CaseOptions, caseRoutes } from './cases.ts';
import { type GateOptions, gateRoutes } from './gate.ts';
import { failures, guards } from './guards.ts';
import { type HealthOptions, healthRoutes } from './health.ts';
import type { KeySet } from './keys.ts';
import { type NotificationOptions, notificationRoutes } from './notifications.ts';
import { type DayOptions, visitRoutes } from './visit.ts';
import { type WorkOptions, workRoutes } from './work.ts';

export interface ServiceOptions {
  readonly health: HealthOptions;
  readonly api?: {
    readonly keys: KeySet;
    /** Absent: nobody may call, there is no secret to know them by. */
    readonly notifications?: NotificationOptions;
    readonly work?: WorkOptions;
    readonly cases?: CaseOptions;
    readonly gate?: GateOptions;
    readonly visit?: DayOptions;
  };
  readonly log: Log;
}

/** Everything not listed answers 404 without a body. */
export function serviceApp({ health, api, log }: ServiceOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(guards(), healthRoutes(health));
  if (api !== undefined) {
    app.get('/.well-known/jwks.json', (_request, response) => {
      response.json(api.keys);
    });
    if (api.cases !== undefined) app.use('/api', caseRoutes(api.cases));
    if (api.work !== undefined) app.use('/api', workRoutes(api.work));
    if (api.gate !== undefined) app.use('/gate', gateRoutes(api.gate));
    if (api.visit !== undefined) app.use('/visit', visitRoutes(api.visit));
    if (api.notifications !== undefined) {
      const notifications = notificationRoutes(api.notifications);
      app.use((request, response, next) =>
        request.path.startsWith('/notifications') ? notifications(request, response, next) : next(),
      );
    }
  }
  app.use((_request, response) => {
    response.status(404).end();
  });
  app.use(failures('web.failed', log));
  return app;
}
