//! Tokens that say something else than ours do, with a good signature or one that could pass for it.

use super::{house, organization, part, public_key, token_for, with};
use crate::{
    kernel::clock::Clock,
    tests::support::{Answer, TestApp},
};
use axum::http::Method;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_signed_but_not_ours_is_refused_without_a_word() {
    let app = TestApp::start().await;
    let (mut owner, org, _) = house(&app).await;
    let token = token_for(&mut owner.browser, json!({ "scope": "org", "organization_id": org.id })).await;
    let claims: Value = serde_json::from_slice(&part(&token, 1)).unwrap();
    let head: Value = serde_json::from_slice(&part(&token, 0)).unwrap();
    let kid = head["kid"].as_str().unwrap().to_owned();
    let public = public_key(&app, &token).await.unwrap();
    let secret = SigningKey::from_bytes(&app.kernel.keys.signing_key(kid.parse().unwrap()));
    let ours = EncodingKey::from_ed_der(secret.to_pkcs8_der().unwrap().as_bytes());
    let header = |algorithm| Header { kid: Some(kid.clone()), ..Header::new(algorithm) };
    let signed = |field: &str, value: Value| {
        let mut claims = claims.clone();
        claims[field] = value;
        encode(&header(Algorithm::EdDSA), &claims, &ours).unwrap()
    };
    let without = |field: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(field);
        encode(&header(Algorithm::EdDSA), &claims, &ours).unwrap()
    };
    let by_public =
        |secret: &[u8]| encode(&header(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret)).unwrap();
    let none = json!({ "typ": "JWT", "alg": "none", "kid": kid }).to_string();
    let unsigned = [none, claims.to_string()].map(|text| BASE64_URL_SAFE_NO_PAD.encode(text)).join(".");
    let now = app.clock.now().unix_timestamp();

    let good = signed("jti", claims["jti"].clone());
    assert_eq!(organization(&app, &good, &org).await, 200, "signed here like one of ours");
    let mut answers: Vec<Answer> = Vec::new();
    for (what, bad) in [
        ("aud", signed("aud", json!("https://other.example"))),
        ("no aud", without("aud")),
        ("iss", signed("iss", json!("https://other.example"))),
        ("no iss", without("iss")),
        ("exp", signed("exp", json!(now))),
        ("no exp", without("exp")),
        ("iat", signed("iat", json!(now + 61))),
        ("membership", without("membership")),
        ("another session", signed("sid", json!(owner.user))),
        ("none", format!("{unsigned}.")),
        ("none, with a signature", format!("{unsigned}.{}", good.rsplit('.').next().unwrap())),
        ("the public key as a secret", by_public(public.as_bytes())),
        ("its text", by_public(BASE64_URL_SAFE_NO_PAD.encode(public.as_bytes()).as_bytes())),
    ] {
        let answer = with(&app, &bad).rest(Method::GET, &format!("/api/v1/organizations/{}", org.id), None).await;
        assert_eq!(answer.status, 401, "{what}: {answer:?}");
        answers.push(answer);
    }
    answers.dedup_by(|one, other| one.body == other.body);
    assert_eq!(answers.len(), 1, "nobody learns what was wrong: {answers:?}");
    app.done().await;
}
