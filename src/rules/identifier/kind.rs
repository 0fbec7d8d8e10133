//! The kinds of identifiers, the words rules name them by, and the groups they belong to.

/// Several kinds under one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules) enum Group {
    /// What money moves by: cards and accounts.
    Payment,
    /// Numbers a state or its insurers gave to one person.
    NationalId,
    /// Numbers of a tax office, of people and of firms.
    TaxId,
    /// What opens a door: keys, tokens, passwords.
    Secret,
    /// What lists of people are made of: addresses, telephone numbers, dates of birth, numbers of persons.
    PersonalList,
}

use Group::{NationalId, Payment, PersonalList, Secret, TaxId};

const GROUPS: [(&str, Group); 5] = [
    ("payment", Payment),
    ("national-id", NationalId),
    ("tax-id", TaxId),
    ("secret", Secret),
    ("personal-list", PersonalList),
];

/// Writes the enum, the word and the groups of each kind from one table.
macro_rules! kinds {
    ($($name:ident $word:literal [$($group:ident)*])*) => {
        /// What an identifier is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(in crate::rules) enum Kind { $(#[doc = $word] $name,)* }

        const KINDS: &[(Kind, &str, &[Group])] = &[$((Kind::$name, $word, &[$($group),*]),)*];

        const KIND_WORDS: [&str; KINDS.len()] = [$($word),*];
    };
}

kinds! {
    Card "card" [Payment]
    Iban "iban" [Payment]
    Bic "bic" []
    DeTaxId "de-tax-id" [NationalId TaxId PersonalList]
    DeSocial "de-social" [NationalId PersonalList]
    AtSvnr "at-svnr" [NationalId PersonalList]
    ChAhv "ch-ahv" [NationalId PersonalList]
    EsDni "es-dni" [NationalId TaxId PersonalList]
    EsNie "es-nie" [NationalId TaxId PersonalList]
    EsCif "es-cif" [TaxId]
    EsNss "es-nss" [NationalId PersonalList]
    UkNino "uk-nino" [NationalId PersonalList]
    UkNhs "uk-nhs" [NationalId PersonalList]
    UkUtr "uk-utr" [NationalId TaxId PersonalList]
    UsSsn "us-ssn" [NationalId TaxId PersonalList]
    UsItin "us-itin" [NationalId TaxId PersonalList]
    UsEin "us-ein" [TaxId]
    FrNir "fr-nir" [NationalId PersonalList]
    ItCodiceFiscale "it-codice-fiscale" [NationalId TaxId PersonalList]
    NlBsn "nl-bsn" [NationalId TaxId PersonalList]
    BeRrn "be-rrn" [NationalId PersonalList]
    IePps "ie-pps" [NationalId TaxId PersonalList]
    PtNif "pt-nif" [NationalId TaxId PersonalList]
    SePersonnummer "se-personnummer" [NationalId PersonalList]
    DkCpr "dk-cpr" [NationalId PersonalList]
    NoFnr "no-fnr" [NationalId PersonalList]
    FiHetu "fi-hetu" [NationalId PersonalList]
    IsKennitala "is-kennitala" [NationalId PersonalList]
    EeIsikukood "ee-isikukood" [NationalId PersonalList]
    LtAsmens "lt-asmens-kodas" [NationalId PersonalList]
    PlPesel "pl-pesel" [NationalId PersonalList]
    CzRc "cz-rodne-cislo" [NationalId PersonalList]
    HuTaj "hu-taj" [NationalId PersonalList]
    RoCnp "ro-cnp" [NationalId PersonalList]
    BgEgn "bg-egn" [NationalId PersonalList]
    HrOib "hr-oib" [NationalId TaxId PersonalList]
    SiEmso "si-emso" [NationalId PersonalList]
    GrAmka "gr-amka" [NationalId PersonalList]
    TrTckn "tr-tckn" [NationalId PersonalList]
    BrCpf "br-cpf" [NationalId TaxId PersonalList]
    BrCnpj "br-cnpj" [TaxId]
    ArCuit "ar-cuit" [NationalId TaxId PersonalList]
    ClRut "cl-rut" [NationalId TaxId PersonalList]
    MxCurp "mx-curp" [NationalId PersonalList]
    CaSin "ca-sin" [NationalId TaxId PersonalList]
    AuTfn "au-tfn" [NationalId TaxId PersonalList]
    NzIrd "nz-ird" [NationalId TaxId PersonalList]
    InAadhaar "in-aadhaar" [NationalId PersonalList]
    InPan "in-pan" [NationalId TaxId PersonalList]
    ZaId "za-id" [NationalId PersonalList]
    IlId "il-id" [NationalId PersonalList]
    SgNric "sg-nric" [NationalId PersonalList]
    HkId "hk-id" [NationalId PersonalList]
    TwId "tw-id" [NationalId PersonalList]
    KrRrn "kr-rrn" [NationalId PersonalList]
    CnRic "cn-ric" [NationalId PersonalList]
    JpMyNumber "jp-my-number" [NationalId TaxId PersonalList]
    ThPin "th-pin" [NationalId PersonalList]
    Passport "passport" [NationalId PersonalList]
    Phone "phone" [PersonalList]
    Email "email" [PersonalList]
    BirthDate "birth-date" [PersonalList]
    PrivateKey "private-key" [Secret]
    AwsKey "aws-key" [Secret]
    AzureKey "azure-key" [Secret]
    GoogleKey "google-key" [Secret]
    GithubToken "github-token" [Secret]
    GitlabToken "gitlab-token" [Secret]
    NpmToken "npm-token" [Secret]
    PypiToken "pypi-token" [Secret]
    SlackToken "slack-token" [Secret]
    StripeKey "stripe-key" [Secret]
    SendgridKey "sendgrid-key" [Secret]
    TwilioKey "twilio-key" [Secret]
    OpenaiKey "openai-key" [Secret]
    AnthropicKey "anthropic-key" [Secret]
    HuggingfaceToken "huggingface-token" [Secret]
    ApiToken "api-token" [Secret]
    Jwt "jwt" [Secret]
    UrlPassword "url-password" [Secret]
    Password "password" [Secret]
    WlanKey "wlan-key" [Secret]
    Pin "pin" [Secret]
}

impl Kind {
    /// The word rules name it by.
    pub(in crate::rules) fn word(self) -> &'static str {
        KIND_WORDS[self as usize]
    }

    /// Whether different ones are different people's: numbers of persons, mail addresses, telephone numbers.
    pub(in crate::rules) fn is_of_person(self) -> bool {
        self != Kind::BirthDate && IdentifierKind::All(PersonalList).includes(self)
    }

    /// A bit of its own among all kinds.
    pub(super) fn bit(self) -> u128 {
        1 << (self as u32)
    }
}

// A kind is a bit of a `u128`.
const _: () = assert!(KINDS.len() <= 128);

/// What rules can ask for: one kind, or all of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules) enum IdentifierKind {
    /// One kind.
    One(Kind),
    /// All kinds of a group.
    All(Group),
}

impl IdentifierKind {
    /// Every word rules may use.
    pub(in crate::rules) const WORDS: [&'static str; KINDS.len() + GROUPS.len()] = {
        let mut words = [""; KINDS.len() + GROUPS.len()];
        let mut i = 0;
        while i < words.len() {
            words[i] = if i < KINDS.len() { KIND_WORDS[i] } else { GROUPS[i - KINDS.len()].0 };
            i += 1;
        }
        words
    };

    /// The kind or group named by `word`.
    pub(in crate::rules) fn parse(word: &str) -> Option<IdentifierKind> {
        let kind = KINDS.iter().find(|(_, name, _)| *name == word).map(|(kind, _, _)| IdentifierKind::One(*kind));
        kind.or_else(|| GROUPS.iter().find(|(name, _)| *name == word).map(|(_, group)| IdentifierKind::All(*group)))
    }

    /// Whether `kind` is meant.
    pub(in crate::rules) fn includes(self, kind: Kind) -> bool {
        match self {
            IdentifierKind::One(one) => one == kind,
            IdentifierKind::All(group) => {
                KINDS.get(kind as usize).is_some_and(|(_, _, groups)| groups.contains(&group))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_something_and_only_one() {
        let mut words = IdentifierKind::WORDS.to_vec();
        assert!(words.iter().all(|word| IdentifierKind::parse(word).is_some()));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), IdentifierKind::WORDS.len());
        assert_eq!(IdentifierKind::parse("ibam"), None);
    }

    #[test]
    fn groups_hold_their_kinds() {
        let includes = |word, kind| IdentifierKind::parse(word).is_some_and(|asked| asked.includes(kind));
        assert!(includes("payment", Kind::Iban) && includes("secret", Kind::Pin) && includes("tax-id", Kind::EsCif));
        assert!(includes("personal-list", Kind::UsSsn) && includes("iban", Kind::Iban));
        assert!(
            !includes("national-id", Kind::EsCif) && !includes("payment", Kind::Bic) && !includes("card", Kind::Iban)
        );
    }
}
