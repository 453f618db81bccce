/** The whole page: who is not logged in sees the log in form, everybody else the frame with the page of the address. */
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import '../words/index.ts';
import { onLoggedOut, RequestError } from '../data/client.ts';
import { tellReached } from '../data/reach.ts';
import { ENDED, ME, ME_QUERY } from '../data/session.ts';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { ToastProvider } from '../ui/toast.tsx';
import { Boundary } from './boundary.tsx';
import { Layout } from './layout.tsx';
import { LogIn } from './log_in.tsx';

/** A page that comes when it is needed; where it does not come, there is no server. */
function page<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy(() =>
    load().catch((error: unknown) => {
      tellReached(false);
      throw error;
    }),
  );
}

const Activity = page(() => import('../activity/activity_page.tsx'));
const Connections = page(() => import('../connections/connections_page.tsx'));
const People = page(() => import('../people/people_page.tsx'));
const Problems = page(() => import('../problems/problems_page.tsx'));
const DebugPage = page(() => import('../process/debug/debug_page.tsx'));
const EditorPage = page(() => import('../process/editor/editor_page.tsx'));
const ProcessPage = page(() => import('../process/process_page.tsx'));
const TaskPage = page(() => import('../process/task/task_page.tsx'));
const Workspace = page(() => import('../workspace/workspace_page.tsx'));
const Names = page(() => import('../workspace/names_page.tsx'));
const Special = page(() => import('../workspace/special_page.tsx'));
const Recent = page(() => import('../workspace/recent_page.tsx'));
const Trash = page(() => import('../trash/trash_page.tsx'));
const Dashboards = page(() => import('../dashboards/dashboards_page.tsx'));
const Dashboard = page(() => import('../dashboards/dashboard_page.tsx'));
const Simulate = page(() => import('../simulate/simulate_page.tsx'));
const Gallery = page(() => import('../templates/gallery_page.tsx'));
const Template = page(() => import('../templates/template_page.tsx'));

const client = new QueryClient({
  defaultOptions: {
    // Whether there is a server, only the server knows: a browser without a network may stand beside it.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      // What the server refuses it refuses again; a server that cannot be reached may be back.
      retry: (count, error) => error instanceof RequestError && error.code === 'offline' && count < 20,
    },
  },
});

onLoggedOut(() => {
  if (client.getQueryData(ME) !== undefined && client.getQueryData(ME) !== null) client.setQueryData(ENDED, true);
  client.setQueryData(ME, null);
});

export function App() {
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>
        <Gate />
      </ToastProvider>
    </QueryClientProvider>
  );
}

function Gate() {
  const { data: me, failureReason, refetch } = useQuery(ME_QUERY);
  const [path] = useLocation();
  if (me === undefined && failureReason !== null)
    return <Failed error={failureReason} onRetry={() => void refetch()} />;
  if (me === undefined) return <Loading />;
  if (me === null) return <LogIn />;
  return (
    <Layout key={me.user_id} me={me}>
      <Boundary at={path}>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/">
              <Redirect to="/folder/0" />
            </Route>
            <Route path="/folder/:id" component={Workspace} />
            <Route path="/folder/:id/:tab" component={Names} />
            <Route path="/process/:id/task/:obj" component={TaskPage} />
            <Route path="/process/:id/edit" component={EditorPage} />
            <Route path="/process/:id/debug" component={DebugPage} />
            <Route path="/process/:id/view" component={ProcessPage} />
            <Route path="/process/:id">{({ id }) => <Redirect to={`/process/${id}/view`} replace />}</Route>
            <Route path="/process/:id/simulate" component={Simulate} />
            <Route path="/dashboards" component={Dashboards} />
            <Route path="/dashboard/:id" component={Dashboard} />
            <Route path="/starred">{() => <Special key="starred" what="starred" />}</Route>
            <Route path="/shared">{() => <Special key="shared" what="shared" />}</Route>
            <Route path="/recent" component={Recent} />
            <Route path="/connections" component={Connections} />
            <Route path="/problems" component={Problems} />
            <Route path="/activity" component={Activity} />
            <Route path="/people" component={People} />
            <Route path="/people/:tab" component={People} />
            <Route path="/trash" component={Trash} />
            <Route path="/templates" component={Gallery} />
            <Route path="/templates/:name" component={Template} />
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </Boundary>
    </Layout>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty icon="search" title={t('shell.errors.notFound')}>
      <Link href="/">{t('shell.errors.home')}</Link>
    </Empty>
  );
}
