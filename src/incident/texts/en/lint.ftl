# Why a draft should be written otherwise, each with its repair.

lint-leak = It says again what slipped through (“{ $words }”). Name the mail by its date and time only.
lint-threat = “{ $words }” threatens, or takes a footer for a contract. Ask, and say thank you.
lint-money = “{ $words }” offers money or admits liability. Boss and insurer agree to that first; leave it out.
lint-loud = The subject “{ $words }” makes people look. Take a quiet one.
lint-blame = “{ $words }” blames something or somebody else. Say what you did yourself.
lint-conditional = “{ $words }” makes the apology depend on something. Apologise for what you did.
lint-no-actor = “{ $words }” says that it was done, and not by whom. Write “I” or “we”.
lint-promise = “{ $words }” promises what nobody can promise. Say what you do, and by when.
lint-reassurance = “{ $words }” says as a fact what nobody knows. Say what you know and what you do not.
lint-long = It has { $words } words. Shorten it: what happened, what you ask for, whom to reply to.
