"""Lines around an article go; sentences that hold the same words stay."""

from __future__ import annotations

import pytest

from pipeline.clean.clutter import is_clutter, without_clutter

CLUTTER = """Lire aussi : Le Sénat recule
À lire également La SNCF face à ses dettes
» Lire aussi - Un autre article
Sur le même sujet
Les plus lus
Partager
Partager sur Facebook
Partagez cet article sur
Share this article
Facebook | Twitter | WhatsApp
Copier le lien
12 commentaires
Abonnez-vous à notre newsletter
Inscrivez-vous à la newsletter du soir pour ne rien manquer
Recevez chaque matin notre lettre d’information
Sign up for our free weekly newsletter, Silicon Strait.
Publicité
La suite après cette publicité
Advertisement
Story continues below advertisement
Publié le 3 mars 2024 à 10h30
Mis à jour le 04/03/2024 à 08:15
Temps de lecture : 3 min
5 min read
© Le Courrier 2025. Tous droits réservés.
Crédit photo : J. Dupont
Read more
Read more: The island that ran out of rain
[Read more: The island that ran out of rain]
Also read: Five objects not to miss
Related: Inside the camp
More on this story
You may also like
Follow us on Twitter
Suivez-nous sur Facebook
Nous et nos partenaires utilisons des cookies pour mesurer l'audience.
We use cookies to improve your experience.
Accepter et fermer
Accueil > Politique > Gouvernement
Tags : grève, SNCF""".splitlines()

PROSE = """Lire reste un plaisir, dit-elle, que rien ne remplace.
Le ministre a demandé de partager les frais entre les communes.
La publicité pour le tabac est interdite depuis 1991.
Les abonnés ont reçu une lettre d'information de la régie.
« Abonnez-vous, ne vous abonnez pas, cela m’est égal », a lancé le directeur.
Il a publié le 3 mars un décret qui interdit la chasse. Les chasseurs protestent.
Related companies said more cuts were likely.
More than 3,000 people marched through Lyon.
Share prices fell 3% in London on Monday.
Read, the minister of health, resigned on Friday.
Follow-up talks will be held in Geneva.
Facebook a annoncé mardi la suppression de 3 000 postes.
Sign language interpreters were present.
Les cookies au chocolat ont fait la fortune de la famille Martin.
Photo de famille des dirigeants réunis à Bruxelles, jeudi soir.
Comments by the governor unsettled markets.
Un mouvement très suivi
Print newspapers are closing""".splitlines()


@pytest.mark.parametrize("line", CLUTTER)
def test_clutter(line):
    assert is_clutter(line)


@pytest.mark.parametrize("line", PROSE)
def test_prose(line):
    assert not is_clutter(line)


def test_a_list_of_links_after_a_heading_near_the_end_goes():
    body = [f"Un paragraphe de texte, le numéro {number}." for number in range(6)]
    assert without_clutter([*body, "Sur le même sujet", "Un titre sans rapport", "Un autre titre"]) == body


def test_such_a_heading_before_more_text_takes_only_itself():
    body = [f"Un paragraphe de texte, le numéro {number}. " + "Et il est long. " * 10 for number in range(6)]
    assert without_clutter([*body[:4], "Commentaires", *body[4:]]) == body
