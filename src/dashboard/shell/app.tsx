/** The whole page: who is not logged in sees the log in form, everybody else the frame with the page of the address. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, Route, Switch } from 'wouter';
import '../words/index.ts';
import { onLoggedOut, RequestError } from '../data/client.ts';
import { useMe } from '../data/session.ts';
import { Empty, Loading } from '../ui/state.tsx';
import { ToastProvider } from '../ui/toast.tsx';
import { Layout } from './layout.tsx';
import { LogIn } from './log_in.tsx';

const Activity = lazy(() => import('../activity/activity_page.tsx'));
const Connections = lazy(() => import('../connections/connections_page.tsx'));
const People = lazy(() => import('../people/people_page.tsx'));
const Problems = lazy(() => import('../problems/problems_page.tsx'));
const DebugPage = lazy(() => import('../process/debug/debug_page.tsx'));
const EditorPage = lazy(() => import('../process/editor/editor_page.tsx'));
const ProcessPage = lazy(() => import('../process/process_page.tsx'));
const TaskPage = lazy(() => import('../process/task/task_page.tsx'));
const Workspace = lazy(() => import('../workspace/workspace_page.tsx'));
const Names = lazy(() => import('../workspace/names_page.tsx'));
const Starred = lazy(() => import('../workspace/starred_page.tsx'));
const Recent = lazy(() => import('../workspace/recent_page.tsx'));
const Trash = lazy(() => import('../trash/trash_page.tsx'));
const Dashboards = lazy(() => import('../dashboards/dashboards_page.tsx'));
const Dashboard = lazy(() => import('../dashboards/dashboard_page.tsx'));
const Simulate = lazy(() => import('../simulate/simulate_page.tsx'));
const Gallery = lazy(() => import('../templates/gallery_page.tsx'));
const Template = lazy(() => import('../templates/template_page.tsx'));

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      // What the server refuses it refuses again; a server that cannot be reached may be back.
      retry: (count, error) => error instanceof RequestError && error.code === 'offline' && count < 20,
    },
  },
});

onLoggedOut(() => client.setQueryData(['me'], null));

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
  const me = useMe();
  if (me === undefined) return <Loading />;
  if (me === null) return <LogIn />;
  return (
    <Layout me={me}>
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
          <Route path="/starred" component={Starred} />
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
