package who

import (
	"time"

	"liandong/domain/fault"
)

// Limits of a sign-in through an identity provider.
const (
	ProviderLasts  = 10 * time.Minute // from where it begins to where people come back
	ProviderBegins = 1000             // from one source within a quarter of an hour: a whole house may be behind it
)

// The refusals of a sign-in through an identity provider. An account that does
// not work any more is refused as one that was never tied.
var (
	ErrNoProvider      = fault.New(fault.NotFound, "provider.none", "本系统没有接入统一身份认证", "no identity provider is set up here")
	ErrProviderAway    = fault.New(fault.Unavailable, "provider.away", "统一身份认证暂时没有回应，请稍后再试，或者用户名和密码登录", "the identity provider does not answer as it should: try again later, or sign in with a password")
	ErrProviderRefused = fault.New(fault.Unauthenticated, "provider.refused", "统一身份认证没有通过或者已失效，请从头再来", "the identity provider's answer was not taken, or is over: begin again")
	ErrNotLinked       = fault.New(fault.Unauthenticated, "provider.not_linked", "您的统一身份还没有与本系统的账号绑定，请联系系统管理员", "your identity is tied to no account here: ask the administrator")
)
