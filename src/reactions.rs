//! What follows from what: the one place that joins an event to those who hear of it. A feature never calls another's.

use crate::{
    account::server::{
        ending::{
            self as account_ending,
            event::{AccountDeleted, AccountRestored, RestoreRequested},
        },
        event::{
            AddressChangeRequested, AddressChanged, PasswordChanged, PasswordReset, ResetRequested,
            SignInLinkRequested, SignedIn, SignupRequested,
        },
        invitation::{
            event::{InvitationAccepted, InvitationDeclined, WorkspaceInvitationAccepted, WorkspaceInvitationDeclined},
            mail as answers,
        },
        mail,
    },
    kernel::{
        event::{Event, Reaction},
        fault::internal,
    },
    model::ending::KEPT_DAYS,
    organizations::server::ending::{
        self as organization_ending,
        event::{OrganizationDeleted, OrganizationRestored},
    },
    settings::{
        general::server::{event::OrganizationLogoChanged, logo},
        invitations::server::{
            event::{InvitationResent, InvitationSent},
            mail as invitations, members as invited,
        },
        members::server::{
            event::{
                MemberReactivated, MemberReinstated, MemberRemoved, MemberRoleChanged, MemberSessionsEnded,
                MemberSuspended,
            },
            mail as members,
        },
        workspaces::server::{
            event::{WorkspaceDeletionStarted, WorkspaceManagerAppointed, WorkspaceReactivated, WorkspaceRestored},
            mail as workspaces, purge as workspace_purge,
        },
    },
    workspace::{
        fills::server::{event::FillReady, notify as fills},
        members::server::{
            event::{WorkspaceMemberAdded, WorkspaceMemberRemoved, WorkspaceMemberRoleChanged},
            invite::{
                event::{WorkspaceInvitationResent, WorkspaceInvitationSent},
                mail as workspace_invitations,
            },
            mail as workspace_members,
        },
    },
};
use std::time::Duration;

/// What was deleted is purged when it can't be restored any more.
const KEPT: Duration = Duration::from_secs(KEPT_DAYS as u64 * 24 * 60 * 60);

macro_rules! reactions {
    (@turn) => { false };
    (@turn each) => { true };
    ($($event:ty => $($turn:ident)? $name:literal $([after $after:expr])? $handler:path;)+) => {
        /// Every reaction. Each runs as a job of its own, once its event's change is committed, until it succeeds; one
        /// that waits runs `after` that, and one that comes once for `each` of many is queued by another.
        pub static REACTIONS: &[Reaction] = &[$(Reaction {
            event: <$event as Event>::NAME,
            name: $name,
            is_turn: reactions!(@turn $($turn)?),
            after: Duration::ZERO $(.saturating_add($after))?,
            run: |heard| Box::pin(async move {
                let event: $event = serde_json::from_value(heard.payload.clone()).map_err(internal)?;
                $handler(heard, event).await
            }),
        }),+];
    };
}

reactions! {
    SignupRequested => "mail-confirmation" mail::signup_requested;
    ResetRequested => "mail-reset-link" mail::reset_requested;
    PasswordReset => "mail-password-changed" mail::password_reset;
    PasswordChanged => "mail-password-chosen" mail::security::password_changed;
    SignInLinkRequested => "mail-sign-in-link" mail::security::sign_in_link_requested;
    SignedIn => "mail-new-browser" mail::security::signed_in;
    AddressChangeRequested => "mail-address-link" mail::address::link;
    AddressChangeRequested => "mail-address-notice" mail::address::notice;
    AddressChanged => "mail-address-to-new" mail::address::changed_to;
    AddressChanged => "mail-address-to-old" mail::address::changed_from;
    OrganizationDeleted => "mail-organization-deleted" organization_ending::mail::deleted;
    OrganizationDeleted => each "mail-owner-organization-deleted" organization_ending::mail::tell_deleted;
    OrganizationDeleted => "purge-organization" [after KEPT] organization_ending::purge::purge;
    OrganizationRestored => "mail-organization-restored" organization_ending::mail::restored;
    OrganizationRestored => each "mail-owner-organization-restored" organization_ending::mail::tell_restored;
    AccountDeleted => "mail-account-deleted" account_ending::mail::deleted;
    AccountDeleted => "purge-account" [after KEPT] account_ending::purge::purge;
    RestoreRequested => "mail-restore-link" account_ending::mail::asked_again;
    AccountRestored => "mail-account-restored" account_ending::mail::restored;
    OrganizationLogoChanged => "delete-former-logo" logo::forget_former;
    InvitationSent => "mail-invitation" invitations::sent;
    InvitationResent => "mail-invitation-again" invitations::resent;
    InvitationAccepted => "mail-invitation-accepted" answers::accepted;
    InvitationDeclined => "mail-invitation-declined" answers::declined;
    MemberRoleChanged => "mail-member-role" members::role_changed;
    MemberRemoved => "mail-member-removed" members::removed;
    MemberSuspended => "mail-member-suspended" members::suspended;
    MemberReactivated => "mail-member-reactivated" members::reactivated;
    MemberReinstated => "mail-member-reinstated" members::reinstated;
    MemberReinstated => "revoke-invitation-of-member" invited::reinstated;
    MemberSessionsEnded => "mail-member-signed-out" members::sessions_ended;
    FillReady => "announce-fills" fills::announce;
    FillReady => each "announce-fills-on" fills::announce_on;
    FillReady => each "mail-fill" fills::mail::one;
    FillReady => each "mail-fills-of-the-day" fills::mail::of_the_day;
    WorkspaceReactivated => "resume-fill-mails" fills::resume;
    WorkspaceRestored => "resume-fill-mails-of-restored" fills::resume;
    WorkspaceInvitationSent => "mail-workspace-invitation" workspace_invitations::sent;
    WorkspaceInvitationResent => "mail-workspace-invitation-again" workspace_invitations::resent;
    WorkspaceInvitationAccepted => "mail-workspace-accepted" answers::accepted_workspace;
    WorkspaceInvitationDeclined => "mail-workspace-declined" answers::declined_workspace;
    WorkspaceMemberAdded => "mail-workspace-added" workspace_members::added;
    WorkspaceMemberRoleChanged => "mail-workspace-role" workspace_members::role_changed;
    WorkspaceMemberRemoved => "mail-workspace-removed" workspace_members::removed;
    WorkspaceDeletionStarted => "empty-workspace" workspace_purge::purge;
    WorkspaceManagerAppointed => "tell-of-workspace-manager" workspaces::manager_appointed;
    WorkspaceManagerAppointed => each "mail-workspace-manager" workspaces::tell;
}
