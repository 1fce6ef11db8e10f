//! What each address is sent, and who may: one row for each, in the order in which they are asked.

use super::content;
use crate::model::{Permission, WorkspacePermission};

/// Who may.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Who {
    Anybody,
    SignedIn,
    /// In the organization, whose role carries it. To everybody else the organization doesn't exist.
    May(Permission),
    /// The same, and what the row sends may be refused with 422: doing it would end what the other rows ask for.
    MayAsk(Permission),
    /// In the workspace, as what carries it. To everybody else the workspace doesn't exist, an owner of the organization
    /// among them.
    In(WorkspacePermission),
    /// The same, and what the row sends may be refused with 422: doing it would end what the other rows ask for.
    InAsk(WorkspacePermission),
    /// A key of the workspace that carries it. Whoever has a session is told to ask with a key.
    Keyed(WorkspacePermission),
    /// Whoever is signed in is refused with that status: doing it would end the caller, or there is nothing to do.
    SignedInGets(u16),
}

use Permission::{DeleteOrganization, ManageGeneral, ManageMembers, ManageWorkspaces, SeeAudit, SeeOrganization};
use Who::{Anybody, In, InAsk, Keyed, May, MayAsk, SignedIn, SignedInGets};
use WorkspacePermission::{EnterWorkspace, ManageWorkspace, SeeContent};

/// An address as it is found, the address to ask, what to send there (a form's fields, or JSON), and who may.
///
/// `$org` and `$id` are the organization's slug and id, `$version` what its version is by then, `$fresh` a word that
/// wasn't used before, `$logo` the file of the organization's logo, `$email` the caller's own address, `$password`
/// everybody's password, `$profile` the version of the caller's profile, `$session` one of the caller's sessions,
/// `$invitation` a pending invitation to a fresh address, `$member` a new member, `$suspended` one who is suspended,
/// `$removed` somebody who was just removed.
///
/// `$ws` and `$wid` are the slug and the id of a workspace, `$wversion` what its version is by then. Made anew for each who
/// asks: `$spare` another workspace, `$workspace` one called W whose slug is its id, `$paused` such a one that is suspended,
/// `$archived` one that is archived, `$colleague` the account of an editor, `$form`, `$fill` (of which there is no PDF here,
/// but a link), `$answers` (a profile), `$document`, `$sitting` (a fill session), `$key`, `$guest` (an invitation from
/// outside); `$deleted_form`, `$deleted_answers` and `$deleted_document` can be restored. A field that is `@picture` or `@pdf`
/// is sent as a file, one that is `@none`
/// as a browser sends it where no file was chosen.
pub(super) struct Row(pub(super) &'static str, pub(super) &'static str, pub(super) &'static str, pub(super) Who);

const ROWS: &[Row] = &[
    Row("page /", "/", "", Anybody),
    Row("page /signup", "/signup", "", Anybody),
    Row("page /login", "/login", "", Anybody),
    Row("page /login/link", "/login/link", "", Anybody),
    Row("page /login/link/:token", "/login/link/worn-out", "", Anybody),
    Row("page /forgot", "/forgot", "", Anybody),
    Row("page /reset/:token", "/reset/worn-out", "", Anybody),
    Row("page /verify-email/:token", "/verify-email/worn-out", "", Anybody),
    Row("page /account", "/account", "", SignedIn),
    Row("page /account/security", "/account/security", "", SignedIn),
    Row("page /account/sessions", "/account/sessions", "", SignedIn),
    Row("page /invitations/:token", "/invitations/worn-out", "", Anybody),
    Row("page /orgs", "/orgs", "", SignedIn),
    Row("page /orgs/new", "/orgs/new", "", SignedIn),
    Row("page /o/:org", "/o/$org", "", May(SeeOrganization)),
    Row("page /o/:org/settings/general", "/o/$org/settings/general", "", May(ManageGeneral)),
    Row("page /o/:org/settings/audit", "/o/$org/settings/audit", "", May(SeeAudit)),
    Row("page /o/:org/welcome", "/o/$org/welcome", "", May(ManageGeneral)),
    Row("page /o/:org/settings/members/invitations", "/o/$org/settings/members/invitations", "", May(ManageMembers)),
    Row("page /o/:org/settings/members", "/o/$org/settings/members", "", May(ManageMembers)),
    Row("page /o/:org/settings/members/:member", "/o/$org/settings/members/$member", "", May(ManageMembers)),
    Row("page /.well-known/jwks.json", "/.well-known/jwks.json", "", Anybody),
    Row("page /o/:org/w/:workspace", "/o/$org/w/$ws", "", In(SeeContent)),
    Row("form workspace/frame", "/forms/workspace/frame", "org=$org&workspace=$ws", In(SeeContent)),
    Row(
        "POST /api/v1/tokens",
        "/api/v1/tokens",
        r#"{"scope": "workspace", "organization_id": "$id", "workspace_id": "$wid"}"#,
        In(EnterWorkspace),
    ),
    Row("POST /api/v1/tokens/introspect", "/api/v1/tokens/introspect", r#"{"token": "x"}"#, Keyed(EnterWorkspace)),
    Row("page /account/notifications", "/account/notifications", "", SignedIn),
    Row("page /o/:org/settings/notifications", "/o/$org/settings/notifications", "", May(ManageGeneral)),
    Row("form notifications/get", "/forms/notifications/get", "org=$org", May(ManageGeneral)),
    Row("form notifications/save", "/forms/notifications/save", "org=$id&mail_fills=true", May(ManageGeneral)),
    Row("form notifications/own", "/forms/notifications/own", "", SignedIn),
    Row("form notifications/choose", "/forms/notifications/choose", "org=$id&fill_mails=daily", May(SeeOrganization)),
    Row(
        "GET /api/v1/organizations/{organization}/notifications",
        "/api/v1/organizations/$id/notifications",
        "",
        May(ManageGeneral),
    ),
    Row(
        "PUT /api/v1/organizations/{organization}/notifications",
        "/api/v1/organizations/$id/notifications",
        r#"{"mail_fills": true}"#,
        May(ManageGeneral),
    ),
    Row("page /api/docs", "/api/docs", "", Anybody),
    Row("page /o/:org/w/:workspace/members", "/o/$org/w/$ws/members", "", In(SeeContent)),
    Row("form workspace-members/get", "/forms/workspace-members/get", "org=$org&workspace=$ws", In(SeeContent)),
    Row(
        "form workspace-members/managed",
        "/forms/workspace-members/managed",
        "org=$org&workspace=$ws",
        In(ManageWorkspace),
    ),
    Row(
        "form workspace-members/add",
        "/forms/workspace-members/add",
        "org=$id&workspace=$wid&who=$fresh@example.com&role=viewer",
        InAsk(ManageWorkspace),
    ),
    Row(
        "form workspace-members/change-role",
        "/forms/workspace-members/change-role",
        "org=$id&workspace=$wid&user=$colleague&version=1&role=viewer",
        In(ManageWorkspace),
    ),
    Row(
        "form workspace-members/remove",
        "/forms/workspace-members/remove",
        "org=$id&workspace=$wid&user=$colleague&version=1",
        In(ManageWorkspace),
    ),
    Row(
        "form workspace-members/invite",
        "/forms/workspace-members/invite",
        "org=$id&workspace=$wid&email=$fresh@example.com&role=viewer",
        In(ManageWorkspace),
    ),
    Row(
        "form workspace-members/resend",
        "/forms/workspace-members/resend",
        "org=$id&workspace=$wid&invitation=$guest",
        In(ManageWorkspace),
    ),
    Row(
        "form workspace-members/revoke",
        "/forms/workspace-members/revoke",
        "org=$id&workspace=$wid&invitation=$guest",
        In(ManageWorkspace),
    ),
    Row(
        "GET /api/v1/organizations/{organization}/workspaces/{workspace}/members",
        "/api/v1/organizations/$id/workspaces/$wid/members",
        "",
        In(SeeContent),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces/{workspace}/members",
        "/api/v1/organizations/$id/workspaces/$wid/members",
        r#"{"email": "$fresh@example.com", "role": "viewer"}"#,
        InAsk(ManageWorkspace),
    ),
    Row(
        "PATCH /api/v1/organizations/{organization}/workspaces/{workspace}/members/{user}",
        "/api/v1/organizations/$id/workspaces/$wid/members/$colleague",
        r#"{"version": 1, "role": "viewer"}"#,
        In(ManageWorkspace),
    ),
    Row(
        "DELETE /api/v1/organizations/{organization}/workspaces/{workspace}/members/{user}",
        "/api/v1/organizations/$id/workspaces/$wid/members/$colleague?version=1",
        "",
        In(ManageWorkspace),
    ),
    Row(
        "GET /api/v1/organizations/{organization}/workspaces/{workspace}/invitations",
        "/api/v1/organizations/$id/workspaces/$wid/invitations",
        "",
        In(ManageWorkspace),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces/{workspace}/invitations",
        "/api/v1/organizations/$id/workspaces/$wid/invitations",
        r#"{"email": "$fresh@example.com", "role": "viewer"}"#,
        In(ManageWorkspace),
    ),
    Row(
        "DELETE /api/v1/organizations/{organization}/workspaces/{workspace}/invitations/{invitation}",
        "/api/v1/organizations/$id/workspaces/$wid/invitations/$guest",
        "",
        In(ManageWorkspace),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces/{workspace}/invitations/{invitation}/resend",
        "/api/v1/organizations/$id/workspaces/$wid/invitations/$guest/resend",
        "",
        In(ManageWorkspace),
    ),
    Row("page /o/:org/w/:workspace/settings", "/o/$org/w/$ws/settings", "", In(ManageWorkspace)),
    Row("form workspace-settings/get", "/forms/workspace-settings/get", "org=$org&workspace=$ws", In(ManageWorkspace)),
    Row(
        "form workspace-settings/save",
        "/forms/workspace-settings/save",
        "org=$id&workspace=$wid&version=$wversion&language=de&date_format=dots&time_format=24h&decimals=2&dpi=300",
        In(ManageWorkspace),
    ),
    Row(
        "GET /api/v1/organizations/{organization}/workspaces/{workspace}/settings",
        "/api/v1/organizations/$id/workspaces/$wid/settings",
        "",
        In(ManageWorkspace),
    ),
    Row(
        "PATCH /api/v1/organizations/{organization}/workspaces/{workspace}/settings",
        "/api/v1/organizations/$id/workspaces/$wid/settings",
        r#"{"version": $wversion, "language": "fr"}"#,
        In(ManageWorkspace),
    ),
    Row("page /o/:org/w/:workspace/api-keys", "/o/$org/w/$ws/api-keys", "", In(ManageWorkspace)),
    Row("form api-keys/get", "/forms/api-keys/get", "org=$org&workspace=$ws", In(ManageWorkspace)),
    Row(
        "form api-keys/create",
        "/forms/api-keys/create",
        "org=$id&workspace=$wid&name=$fresh&report_fills=true&expires=30",
        In(ManageWorkspace),
    ),
    Row("form api-keys/revoke", "/forms/api-keys/revoke", "org=$id&workspace=$wid&key=$key", In(ManageWorkspace)),
    Row(
        "GET /api/v1/organizations/{organization}/workspaces/{workspace}/api-keys",
        "/api/v1/organizations/$id/workspaces/$wid/api-keys",
        "",
        In(ManageWorkspace),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces/{workspace}/api-keys",
        "/api/v1/organizations/$id/workspaces/$wid/api-keys",
        r#"{"name": "$fresh", "permissions": ["report_fills"]}"#,
        In(ManageWorkspace),
    ),
    Row(
        "DELETE /api/v1/organizations/{organization}/workspaces/{workspace}/api-keys/{key}",
        "/api/v1/organizations/$id/workspaces/$wid/api-keys/$key",
        "",
        In(ManageWorkspace),
    ),
    Row("page /operator/kit", "/operator/kit", "", Anybody),
    Row("page /healthz", "/healthz", "", Anybody),
    Row("page /readyz", "/readyz", "", Anybody),
    Row("page /metrics", "/metrics", "", Anybody),
    Row("page /api/v1/openapi.json", "/api/v1/openapi.json", "", Anybody),
    Row(
        "form account/sign-up",
        "/forms/account/sign-up",
        "name=Ana Lima&email=$fresh@example.com&password=$password",
        Anybody,
    ),
    Row(
        "form account/password-strength",
        "/forms/account/password-strength",
        "password=$password&name=Ana&email=$email",
        Anybody,
    ),
    Row("form account/confirmation", "/forms/account/confirmation", "token=worn-out", Anybody),
    Row("form account/confirm-address", "/forms/account/confirm-address", "token=worn-out&password=$password", Anybody),
    Row("form account/sign-in", "/forms/account/sign-in", "email=$email&password=$password&next=/", Anybody),
    Row("form account/sign-out", "/forms/account/sign-out", "", Anybody),
    Row("form account/request-reset", "/forms/account/request-reset", "email=$fresh@example.com", Anybody),
    Row("form account/reset-link", "/forms/account/reset-link", "token=worn-out", Anybody),
    Row("form account/reset-password", "/forms/account/reset-password", "token=worn-out&password=$password", Anybody),
    Row(
        "form account/request-sign-in-link",
        "/forms/account/request-sign-in-link",
        "email=$fresh@example.com&next=/",
        Anybody,
    ),
    Row("form account/sign-in-link", "/forms/account/sign-in-link", "token=worn-out", Anybody),
    Row("form account/sign-in-by-link", "/forms/account/sign-in-by-link", "token=worn-out", Anybody),
    Row("form account/profile", "/forms/account/profile", "", SignedIn),
    Row(
        "form account/save-profile",
        "/forms/account/save-profile",
        "version=$profile&name=$fresh&time_zone=Europe/Berlin&date_format=iso&time_format=24h",
        SignedIn,
    ),
    Row("form account/security", "/forms/account/security", "", SignedIn),
    Row(
        "form account/change-password",
        "/forms/account/change-password",
        "current_password=$password&password=$password",
        SignedIn,
    ),
    Row(
        "form account/request-address",
        "/forms/account/request-address",
        "email=$fresh@example.com&password=$password",
        SignedIn,
    ),
    Row("form account/cancel-address", "/forms/account/cancel-address", "", SignedIn),
    Row("form account/change-address", "/forms/account/change-address", "token=worn-out", Anybody),
    Row("form account/sessions", "/forms/account/sessions", "", SignedIn),
    Row("form account/end-session", "/forms/account/end-session", "session=$session", SignedIn),
    Row("form account/end-other-sessions", "/forms/account/end-other-sessions", "", SignedIn),
    Row("form account/theme", "/forms/account/theme", "theme=dark", Anybody),
    Row("form account/invitation", "/forms/account/invitation", "token=worn-out", Anybody),
    Row("form account/accept-invitation", "/forms/account/accept-invitation", "token=worn-out", Anybody),
    Row("form account/decline-invitation", "/forms/account/decline-invitation", "token=worn-out", Anybody),
    Row(
        "form account/sign-up-invited",
        "/forms/account/sign-up-invited",
        "token=worn-out&name=Ana&password=$password",
        Anybody,
    ),
    Row("form account/switch", "/forms/account/switch", "token=worn-out", Anybody),
    Row("form organizations/frame", "/forms/organizations/frame", "org=$org", May(SeeOrganization)),
    Row("form organizations/list", "/forms/organizations/list", "query=", SignedIn),
    Row("form organizations/create", "/forms/organizations/create", "name=$fresh", SignedIn),
    Row("form overview/get", "/forms/overview/get", "org=$org", May(SeeOrganization)),
    Row("form general/get", "/forms/general/get", "org=$org", May(ManageGeneral)),
    Row("form audit/list", "/forms/audit/list", "org=$org&filter[text]=name", May(SeeAudit)),
    Row("GET /api/v1/organizations/{organization}/audit", "/api/v1/organizations/$id/audit", "", May(SeeAudit)),
    Row(
        "form general/identity",
        "/forms/general/identity",
        "org=$id&version=$version&name=$fresh&description=&website=",
        May(ManageGeneral),
    ),
    Row(
        "form general/company",
        "/forms/general/company",
        "org=$id&version=$version&company=$fresh&size=2-10",
        May(ManageGeneral),
    ),
    Row(
        "form general/defaults",
        "/forms/general/defaults",
        "org=$id&version=$version&language=de&date_format=dots&time_format=24h&decimals=2&dpi=300",
        May(ManageGeneral),
    ),
    Row("form general/logo", "/forms/general/logo", "org=$id&version=$version&logo=@picture", May(ManageGeneral)),
    Row("page /logos/{organization}/{file}", "/logos/$id/$logo", "", Anybody),
    Row("form general/remove-logo", "/forms/general/remove-logo", "org=$id&version=$version", May(ManageGeneral)),
    Row("form invitations/list", "/forms/invitations/list", "org=$org", May(ManageMembers)),
    Row(
        "form invitations/invite",
        "/forms/invitations/invite",
        "org=$id&role=member&people=$fresh@example.com&list=@none",
        May(ManageMembers),
    ),
    Row("form invitations/resend", "/forms/invitations/resend", "org=$id&who[]=$invitation", May(ManageMembers)),
    Row("form invitations/revoke", "/forms/invitations/revoke", "org=$id&invitation=$invitation", May(ManageMembers)),
    Row(
        "GET /api/v1/organizations/{organization}/invitations",
        "/api/v1/organizations/$id/invitations",
        "",
        May(ManageMembers),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/invitations",
        "/api/v1/organizations/$id/invitations",
        r#"{"people": [{"email": "$fresh@example.com"}]}"#,
        May(ManageMembers),
    ),
    Row(
        "DELETE /api/v1/organizations/{organization}/invitations/{invitation}",
        "/api/v1/organizations/$id/invitations/$invitation",
        "",
        May(ManageMembers),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/invitations/{invitation}/resend",
        "/api/v1/organizations/$id/invitations/$invitation/resend",
        "",
        May(ManageMembers),
    ),
    Row(
        "GET /api/v1/organizations/{organization}/invitations/{invitation}/link",
        "/api/v1/organizations/$id/invitations/$invitation/link",
        "",
        May(ManageMembers),
    ),
    Row("page /o/:org/settings/workspaces", "/o/$org/settings/workspaces", "", May(ManageWorkspaces)),
    Row("page /o/:org/settings/workspaces/new", "/o/$org/settings/workspaces/new", "", May(ManageWorkspaces)),
    Row(
        "page /o/:org/settings/workspaces/:workspace",
        "/o/$org/settings/workspaces/$workspace",
        "",
        May(ManageWorkspaces),
    ),
    Row("form workspaces/list", "/forms/workspaces/list", "org=$org", May(ManageWorkspaces)),
    Row("form workspaces/new", "/forms/workspaces/new", "org=$org", May(ManageWorkspaces)),
    Row("form workspaces/get", "/forms/workspaces/get", "org=$org&workspace=$workspace", May(ManageWorkspaces)),
    Row(
        "form workspaces/create",
        "/forms/workspaces/create",
        "org=$id&name=$fresh&slug=&description=&language=de&date_format=dots&time_format=24h&decimals=2&dpi=300",
        May(ManageWorkspaces),
    ),
    Row(
        "form workspaces/edit",
        "/forms/workspaces/edit",
        "org=$id&workspace=$workspace&version=1&name=$fresh&slug=$fresh&description=",
        May(ManageWorkspaces),
    ),
    Row(
        "form workspaces/suspend",
        "/forms/workspaces/suspend",
        "org=$id&workspace=$workspace&version=1&reason=",
        May(ManageWorkspaces),
    ),
    Row(
        "form workspaces/reactivate",
        "/forms/workspaces/reactivate",
        "org=$id&workspace=$paused&version=1",
        May(ManageWorkspaces),
    ),
    Row(
        "form workspaces/archive",
        "/forms/workspaces/archive",
        "org=$id&workspace=$workspace&version=1",
        May(ManageWorkspaces),
    ),
    Row(
        "form workspaces/restore",
        "/forms/workspaces/restore",
        "org=$id&workspace=$archived&version=1",
        May(ManageWorkspaces),
    ),
    Row(
        "form workspaces/delete",
        "/forms/workspaces/delete",
        "org=$id&workspace=$workspace&version=1&confirm=W",
        May(ManageWorkspaces),
    ),
    // Whoever manages workspaces may ask; an owner alone appoints.
    Row(
        "form workspaces/appoint",
        "/forms/workspaces/appoint",
        "org=$id&workspace=$workspace&email=nobody",
        MayAsk(ManageWorkspaces),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces/{workspace}/appoint",
        "/api/v1/organizations/$id/workspaces/$workspace/appoint",
        r#"{"email": "nobody"}"#,
        MayAsk(ManageWorkspaces),
    ),
    Row(
        "GET /api/v1/organizations/{organization}/workspaces",
        "/api/v1/organizations/$id/workspaces",
        "",
        May(ManageWorkspaces),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces",
        "/api/v1/organizations/$id/workspaces",
        r#"{"name": "$fresh"}"#,
        May(ManageWorkspaces),
    ),
    Row(
        "GET /api/v1/organizations/{organization}/workspaces/{workspace}",
        "/api/v1/organizations/$id/workspaces/$workspace",
        "",
        May(ManageWorkspaces),
    ),
    Row(
        "PATCH /api/v1/organizations/{organization}/workspaces/{workspace}",
        "/api/v1/organizations/$id/workspaces/$workspace",
        r#"{"version": 1, "name": "$fresh"}"#,
        May(ManageWorkspaces),
    ),
    Row(
        "DELETE /api/v1/organizations/{organization}/workspaces/{workspace}",
        "/api/v1/organizations/$id/workspaces/$workspace?version=1",
        "",
        May(ManageWorkspaces),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces/{workspace}/suspend",
        "/api/v1/organizations/$id/workspaces/$workspace/suspend",
        r#"{"version": 1, "reason": "Unpaid"}"#,
        May(ManageWorkspaces),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces/{workspace}/reactivate",
        "/api/v1/organizations/$id/workspaces/$paused/reactivate",
        r#"{"version": 1}"#,
        May(ManageWorkspaces),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces/{workspace}/archive",
        "/api/v1/organizations/$id/workspaces/$workspace/archive",
        r#"{"version": 1}"#,
        May(ManageWorkspaces),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/workspaces/{workspace}/restore",
        "/api/v1/organizations/$id/workspaces/$archived/restore",
        r#"{"version": 1}"#,
        May(ManageWorkspaces),
    ),
    Row("form members/get", "/forms/members/get", "org=$org", May(ManageMembers)),
    Row("form members/get-person", "/forms/members/get-person", "org=$org&member=$member", May(ManageMembers)),
    Row(
        "form members/change-role",
        "/forms/members/change-role",
        "org=$id&who[]=$member:1&role=user_admin",
        May(ManageMembers),
    ),
    Row("form members/remove", "/forms/members/remove", "org=$id&who[]=$member:1", May(ManageMembers)),
    Row("form members/suspend", "/forms/members/suspend", "org=$id&who[]=$member:1", May(ManageMembers)),
    Row("form members/reactivate", "/forms/members/reactivate", "org=$id&who[]=$suspended:1", May(ManageMembers)),
    Row("form members/end-sessions", "/forms/members/end-sessions", "org=$id&who[]=$member:1", May(ManageMembers)),
    Row("form members/reinstate", "/forms/members/reinstate", "org=$id&user=$removed", May(ManageMembers)),
    Row(
        "GET /api/v1/organizations/{organization}/members",
        "/api/v1/organizations/$id/members",
        "",
        May(ManageMembers),
    ),
    Row(
        "PATCH /api/v1/organizations/{organization}/members/{member}",
        "/api/v1/organizations/$id/members/$member",
        r#"{"version": 1, "role": "user_admin"}"#,
        May(ManageMembers),
    ),
    Row(
        "DELETE /api/v1/organizations/{organization}/members/{member}",
        "/api/v1/organizations/$id/members/$member?version=1",
        "",
        May(ManageMembers),
    ),
    Row(
        "GET /api/v1/organizations/{organization}/members/{member}",
        "/api/v1/organizations/$id/members/$member",
        "",
        May(ManageMembers),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/members/{member}/suspend",
        "/api/v1/organizations/$id/members/$member/suspend",
        r#"{"version": 1}"#,
        May(ManageMembers),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/members/{member}/reactivate",
        "/api/v1/organizations/$id/members/$suspended/reactivate",
        r#"{"version": 1}"#,
        May(ManageMembers),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/members/{member}/end-sessions",
        "/api/v1/organizations/$id/members/$member/end-sessions",
        r#"{"version": 1}"#,
        May(ManageMembers),
    ),
    Row(
        "GET /api/v1/organizations/{organization}/former-members",
        "/api/v1/organizations/$id/former-members",
        "",
        May(ManageMembers),
    ),
    Row(
        "POST /api/v1/organizations/{organization}/former-members/{user}/reinstate",
        "/api/v1/organizations/$id/former-members/$removed/reinstate",
        "",
        May(ManageMembers),
    ),
    Row("GET /api/v1/organizations/{organization}", "/api/v1/organizations/$id", "", May(SeeOrganization)),
    Row(
        "PATCH /api/v1/organizations/{organization}",
        "/api/v1/organizations/$id",
        r#"{"version": $version, "name": "$fresh"}"#,
        May(ManageGeneral),
    ),
    Row("page /account/organizations", "/account/organizations", "", SignedIn),
    Row("page /account/restore/:token", "/account/restore/worn-out", "", Anybody),
    Row("form account/ending", "/forms/account/ending", "", SignedIn),
    Row(
        "form account/delete",
        "/forms/account/delete",
        "password=$password&confirm=$fresh@example.com",
        SignedInGets(422),
    ),
    Row("form account/restorable", "/forms/account/restorable", "token=worn-out", Anybody),
    Row("form account/restore", "/forms/account/restore", "token=worn-out", Anybody),
    Row("form organizations/own", "/forms/organizations/own", "", SignedIn),
    Row("form organizations/restore", "/forms/organizations/restore", "org=$id", SignedInGets(404)),
    Row("form general/delete", "/forms/general/delete", "org=$id&confirm=$fresh", MayAsk(DeleteOrganization)),
    Row(
        "form general/welcome-name",
        "/forms/general/welcome-name",
        "org=$id&version=$version&name=$fresh&next=/",
        May(ManageGeneral),
    ),
    Row(
        "form general/welcome-company",
        "/forms/general/welcome-company",
        "org=$id&version=$version&company=Acme&size=2-10&next=/",
        May(ManageGeneral),
    ),
    // Last: pages under the former slug only lead to the new one.
    Row("form general/address", "/forms/general/address", "org=$id&version=$version&slug=$fresh", May(ManageGeneral)),
];

/// The last rows: they take the callers out of the workspace, all but its last manager, and out of the organization, all
/// but its last owner.
const LEAVING: [Row; 2] = [
    Row("form workspace-members/leave", "/forms/workspace-members/leave", "org=$id&workspace=$wid", InAsk(SeeContent)),
    Row("form organizations/leave", "/forms/organizations/leave", "org=$id", MayAsk(SeeOrganization)),
];

pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    content::ROWS.iter().chain(ROWS).chain(&LEAVING)
}
