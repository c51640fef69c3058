"""What the message rests on: offices to write to, money told better, relations, the example."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from portfolio.domain.history import HistoryEntry, canonical, digest

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CONTRIBUTING, PUBLISHED, DOCUMENTED = 1, 3, 3


def upgrade() -> None:
    op.add_column('project', sa.Column('contact_address', sa.Text(), server_default="", nullable=False))
    op.add_column('project', sa.Column('contact_email', sa.Text(), server_default="", nullable=False))
    _money()
    _portfolios()
    _relations()
    _lists()


def _money() -> None:
    """Grant or loan, new or announced before; planned payments; what a source calls an amount."""
    op.add_column('flow', sa.Column('finance_type', sa.SmallInteger(), nullable=True))
    op.add_column('flow', sa.Column('announcement', sa.SmallInteger(), nullable=True))
    op.add_column('flow', sa.Column('source_word', sa.Text(), server_default='', nullable=False))
    op.add_column('listed_line', sa.Column('source', sa.Text(), server_default='', nullable=False))
    op.add_column('listed_line', sa.Column('source_word', sa.Text(), server_default='', nullable=False))
    op.add_column('listed_line', sa.Column('stated_on', sa.Integer(), nullable=True))
    op.create_table('planned_payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('type', sa.SmallInteger(), nullable=False),
    sa.Column('provider_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Integer(), nullable=False),
    sa.Column('last_day', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_planned_payment_amount')),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_planned_payment_days')),
    sa.ForeignKeyConstraint(['currency_id'], ['currency.id'], name=op.f('fk_planned_payment_currency_id')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_planned_payment_project_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['organisation.id'], name=op.f('fk_planned_payment_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_payment'))
    )
    op.create_index(op.f('ix_planned_payment_project_id'), 'planned_payment', ['project_id'], unique=False)


def _lists() -> None:
    """Lists of priority projects of clauses 2 and 8, and their drafts."""
    op.create_table('priority_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('clause', sa.SmallInteger(), nullable=False),
    sa.Column('state', sa.SmallInteger(), nullable=False),
    sa.Column('valid_from', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.Column('title_en', sa.Text(), server_default='', nullable=False),
    sa.Column('title_fr', sa.Text(), server_default='', nullable=False),
    sa.Column('title_ar', sa.Text(), server_default='', nullable=False),
    sa.Column('source', sa.Text(), server_default='', nullable=False),
    sa.Column('provenance', sa.SmallInteger(), nullable=False),
    sa.Column('is_example', sa.Boolean(), nullable=False),
    sa.CheckConstraint("source <> ''", name=op.f('ck_priority_list_source')),
    sa.CheckConstraint('clause IN (2, 8)', name=op.f('ck_priority_list_clause')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_priority_list')),
    sa.UniqueConstraint('reference', name=op.f('uq_priority_list_reference'))
    )
    op.create_table('priority_list_need',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('country_id', sa.Integer(), nullable=True),
    sa.Column('clause', sa.SmallInteger(), nullable=False),
    sa.Column('place', sa.Text(), server_default='', nullable=False),
    sa.Column('what_en', sa.Text(), server_default='', nullable=False),
    sa.Column('what_fr', sa.Text(), server_default='', nullable=False),
    sa.Column('what_ar', sa.Text(), server_default='', nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('currency_id', sa.Integer(), nullable=True),
    sa.Column('asked_by_en', sa.Text(), server_default='', nullable=False),
    sa.Column('asked_by_fr', sa.Text(), server_default='', nullable=False),
    sa.Column('asked_by_ar', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('clause BETWEEN 1 AND 11', name=op.f('ck_priority_list_need_clause')),
    sa.ForeignKeyConstraint(['country_id'], ['country.id'], name=op.f('fk_priority_list_need_country_id')),
    sa.ForeignKeyConstraint(['currency_id'], ['currency.id'], name=op.f('fk_priority_list_need_currency_id')),
    sa.ForeignKeyConstraint(['list_id'], ['priority_list.id'], name=op.f('fk_priority_list_need_list_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_priority_list_need'))
    )
    op.create_index(op.f('ix_priority_list_need_list_id'), 'priority_list_need', ['list_id'], unique=False)
    op.create_table('list_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), server_default='', nullable=False),
    sa.Column('state', sa.SmallInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_example', sa.Boolean(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('editor_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('message', sa.Text(), server_default='', nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('published_as', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_list_draft_author_id')),
    sa.ForeignKeyConstraint(['editor_id'], ['person.id'], name=op.f('fk_list_draft_editor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_list_draft')),
    sa.UniqueConstraint('token', name=op.f('uq_list_draft_token'))
    )
    op.create_table('priority_list_project',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('reason_en', sa.Text(), server_default='', nullable=False),
    sa.Column('reason_fr', sa.Text(), server_default='', nullable=False),
    sa.Column('reason_ar', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['list_id'], ['priority_list.id'], name=op.f('fk_priority_list_project_list_id')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_priority_list_project_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_priority_list_project')),
    sa.UniqueConstraint('list_id', 'project_id', name=op.f('uq_priority_list_project_list_id_project_id'))
    )
    op.create_index(op.f('ix_priority_list_project_list_id'), 'priority_list_project', ['list_id'], unique=False)
    op.create_table('list_draft_contributor',
    sa.Column('draft_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('typed_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['list_draft.id'], name=op.f('fk_list_draft_contributor_draft_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_list_draft_contributor_person_id')),
    sa.PrimaryKeyConstraint('draft_id', 'person_id', name=op.f('pk_list_draft_contributor'))
    )


def _portfolios() -> None:
    """Made-up projects, and drafts of changes to them, belong to the example portfolio."""
    for table in ('project', 'draft'):
        op.add_column(table, sa.Column('is_example', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE project SET is_example = true WHERE provenance = 4")
    op.execute("UPDATE draft SET is_example = true WHERE project_id IN (SELECT id FROM project WHERE is_example)")
    op.add_column('budget', sa.Column('source_word', sa.Text(), server_default="", nullable=False))


def _relations() -> None:
    """What each project has to do with the declaration; documented ones by their sources."""
    op.create_table('project_relation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('relation', sa.SmallInteger(), nullable=False),
    sa.Column('valid_from', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.Column('reason_en', sa.Text(), server_default='', nullable=False),
    sa.Column('reason_fr', sa.Text(), server_default='', nullable=False),
    sa.Column('reason_ar', sa.Text(), server_default='', nullable=False),
    sa.Column('source', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('relation IN (1, 2)', name=op.f('ck_project_relation_recorded')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_project_relation_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project_relation'))
    )
    op.create_index(op.f('ix_project_relation_project_id'), 'project_relation', ['project_id'], unique=False)
    _relate_documented_projects(op.get_bind())


def _relate_documented_projects(connection: sa.Connection) -> None:
    """Without a row documented projects are context: give those whose sources say more their row.

    Each row bears the day and the recorded date of the project's own publication, and history
    tells of it.
    """
    found = connection.execute(
        sa.text(
            "SELECT project.id, project.identifier, MIN(state.valid_from) AS valid_from,"
            " MIN(state.recorded_at) AS recorded_at FROM project"
            " JOIN project_publication AS state ON state.project_id = project.id"
            " WHERE project.provenance = :documented AND state.state = :published"
            " AND project.identifier IN :known GROUP BY project.id, project.identifier"
            " ORDER BY project.identifier"
        ).bindparams(sa.bindparam("known", expanding=True)),
        {"documented": DOCUMENTED, "published": PUBLISHED, "known": sorted(PURPOSES)},
    ).all()
    if not found:
        return
    connection.execute(sa.text("UPDATE portfolio_state SET revision = revision + 1"))
    for row in found:
        en, fr, ar, source = PURPOSES[row.identifier]
        reasons = {"en": en, "fr": fr, "ar": ar}
        connection.execute(
            sa.text(
                "INSERT INTO project_relation (project_id, relation, valid_from, recorded_at,"
                " reason_en, reason_fr, reason_ar, source) VALUES (:project, :relation,"
                " :valid_from, :recorded_at, :en, :fr, :ar, :source)"
            ),
            {
                "project": row.id,
                "relation": CONTRIBUTING,
                "valid_from": row.valid_from,
                "recorded_at": row.recorded_at,
                **reasons,
                "source": source,
            },
        )
        connection.execute(
            sa.text(
                "UPDATE project SET version = version + 1,"
                " revision = (SELECT revision FROM portfolio_state) WHERE id = :project"
            ),
            {"project": row.id},
        )
        stands = {
            "relation": "contributing",
            "valid_from": (date(1970, 1, 1) + timedelta(days=row.valid_from)).isoformat(),
            "recorded_at": _moment(row.recorded_at).isoformat(),
            "reasons": reasons,
            "source": source,
        }
        _tell(connection, row, {"relations": [stands]})


def _moment(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _tell(connection: sa.Connection, row: Any, after: Mapping[str, Any]) -> None:
    """One entry behind the last of history."""
    state = connection.execute(sa.text("SELECT * FROM portfolio_state")).one()
    entry = HistoryEntry(
        number=state.history_length + 1,
        recorded_at=datetime.now(UTC),
        revision=state.revision,
        login="",
        command="migrate",
        subject="project",
        identifier=row.identifier,
        project_id=row.id,
        before="",
        after=canonical(after),
        reason="relation to the declaration",
        previous=state.history_head,
        hash="",
    )
    entry = replace(entry, hash=digest(entry))
    columns = [name for name in HistoryEntry.__dataclass_fields__ if name != "recorded_at"]
    values = {name: getattr(entry, name) for name in columns}
    values["recorded_at"] = (entry.recorded_at - _moment(0)) // timedelta(microseconds=1)
    connection.execute(
        sa.text(
            f"INSERT INTO history ({', '.join(values)})"  # noqa: S608 - names of our own columns
            f" VALUES ({', '.join(f':{name}' for name in values)})"
        ),
        values,
    )
    connection.execute(
        sa.text("UPDATE portfolio_state SET history_length = :length, history_head = :head"),
        {"length": entry.number, "head": entry.hash},
    )


# Identifier → (reason in English, French and Arabic, source), by the project's documented purpose.
PURPOSES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "EUBAM-LY": (
        "Its purpose is the management of Libya’s land, sea and air borders, in which it advises and trains the authorities. Under way since 22 May 2013.",
        "Son objet est la gestion des frontières terrestres, maritimes et aériennes de la Libye, pour laquelle elle conseille et forme les autorités. En cours depuis le 22 mai 2013.",
        "غرضها إدارة حدود ليبيا البرية والبحرية والجوية، إذ تقدّم فيها المشورة والتدريب إلى السلطات. وهي جارية منذ 22 مايو 2013.",
        "https://www.legislation.gov.uk/eudn/2013/233/article/13/data.xht",
    ),
    "SEAHORSE-MED": (
        "Its purpose is that the coastal authorities of both shores exchange information on movements at sea. Under way since 19 September 2013.",
        "Son objet est l’échange d’informations entre les autorités côtières des deux rives sur les mouvements en mer. En cours depuis le 19 septembre 2013.",
        "غرضها أن تتبادل السلطات الساحلية على الضفتين المعلومات عن التحركات في البحر. وهي جارية منذ 19 سبتمبر 2013.",
        "https://www.ansamed.info/ansamed/en/news/sections/politics/2013/09/19/Immigration-Seahorse-Mediterraneo-border-control_9324814.html",
    ),
    "EU-LY-MIG": (
        "Its purpose is to support the Libyan authorities in managing migration and asylum with respect for rights. Decided on 16 December 2013.",
        "Son objet est d’aider les autorités libyennes à gérer les migrations et l’asile dans le respect des droits. Décidé le 16 décembre 2013.",
        "غرضه دعم السلطات الليبية في إدارة الهجرة واللجوء على نحو يحترم الحقوق. وقد تقرر في 16 ديسمبر 2013.",
        "https://slidelegend.com/annual-action-programme-european-commission-europa-eu_5bfbe9b7097c47e5638b45b3.html",
    ),
    "EU-MR-MIG": (
        "Its purpose is Mauritania’s own strategy for migration and borders, border posts included. Under way since 26 September 2012.",
        "Son objet est la stratégie mauritanienne des migrations et des frontières, y compris des postes frontière. En cours depuis le 26 septembre 2012.",
        "غرضه استراتيجية موريتانيا للهجرة والحدود، بما فيها المراكز الحدودية. وهو جارٍ منذ 26 سبتمبر 2012.",
        "http://soninkara.com/informations/actualites/union-europeenne-32-milliards-dum--accordee-a-la-mauritanie.html",
    ),
    "IOM-START": (
        "Its purpose is to support communities under pressure and the authorities that manage migration in Egypt, Libya and Tunisia. Under way since January 2012.",
        "Son objet est d’appuyer les communautés fragilisées et les autorités chargées des migrations en Égypte, en Libye et en Tunisie. En cours depuis janvier 2012.",
        "غرضه دعم المجتمعات المعرّضة للضغوط والسلطات المكلّفة بإدارة الهجرة في تونس وليبيا ومصر. وهو جارٍ منذ يناير 2012.",
        "https://egypt.iom.int/news/iom-marks-closure-its-eu-funded-regional-start-programme",
    ),
    "IOM-JP-4": (
        "Its purpose is border security: five border posts and the coordination of the services that man them in four neighbouring countries. In preparation in mid-2014.",
        "Son objet est la sécurité des frontières : cinq postes frontière et la coordination des services qui les tiennent dans quatre pays voisins. En préparation à la mi-2014.",
        "غرضه أمن الحدود: خمسة مراكز حدودية وتنسيق بين الأجهزة العاملة فيها في أربعة بلدان متجاورة. وكان قيد الإعداد في منتصف 2014.",
        "https://docslib.org/doc/9397795/project-proposal-coordinated-border-management-in-niger-mali-mauritania-and-burkina-faso",
    ),
    "IOM-JP-MRML": (
        "Its purpose is the management of the Mauritanian–Malian border and the protection of the communities on both sides of it. In preparation in mid-2014.",
        "Son objet est la gestion de la frontière mauritano-malienne et la protection des communautés de part et d’autre. En préparation à la mi-2014.",
        "غرضه إدارة الحدود الموريتانية المالية وحماية المجتمعات على جانبيها. وكان قيد الإعداد في منتصف 2014.",
        "https://docslib.org/doc/9716889/enhancing-collective-capacity-for-managing-borders-protecting",
    ),
    "WEST-SAHEL": (
        "Its purpose is the surveillance of land borders in four countries, by equipment and training. Under way since 18 September 2011; no end is recorded.",
        "Son objet est la surveillance des frontières terrestres de quatre pays, par l’équipement et la formation. En cours depuis le 18 septembre 2011 ; aucune fin n’est enregistrée.",
        "غرضه مراقبة الحدود البرية لأربعة بلدان بالتجهيز والتدريب. وهو جارٍ منذ 18 سبتمبر 2011، ولم تُسجَّل له نهاية.",
        "https://kassataya.com/2011/09/20/mauritanie-lue-inaugure-le-projet-west-sahel-de-controle-des-frontieres-terrestres-2/",
    ),
    "UNODC-SAHEL": (
        "Its purpose is to support criminal justice and action against trafficking in five Sahel countries. Under way since January 2014.",
        "Son objet est d’appuyer la justice pénale et la lutte contre les trafics dans cinq pays du Sahel. En cours depuis janvier 2014.",
        "غرضه دعم العدالة الجنائية ومكافحة الاتجار غير المشروع في خمسة من بلدان الساحل. وهو جارٍ منذ يناير 2014.",
        "https://reliefweb.int/report/mali/sahel-programme-2013-2017-progress-report-january-2016",
    ),
    "US-GSCF-LY": (
        "Its purpose is border security in Libya, together with special forces. Notified in September 2012 and under way in mid-2014.",
        "Son objet est la sécurité des frontières en Libye, ainsi que les forces spéciales. Notifié en septembre 2012 et en cours à la mi-2014.",
        "غرضه أمن الحدود في ليبيا، ومعه القوات الخاصة. وقد أُخطر به في سبتمبر 2012 وكان جاريًا في منتصف 2014.",
        "https://insidedefense.com/share/70999",
    ),
    "DE-TN": (
        "Its purpose is to equip the Tunisian border police. Under way since 2014.",
        "Son objet est d’équiper la police des frontières tunisienne. En cours depuis 2014.",
        "غرضه تجهيز شرطة الحدود التونسية. وهو جارٍ منذ 2014.",
        "https://preview.auswaertiges-amt.de/blueprint/servlet/en/newsroom/news/151209-tunesien-277142",
    ),
    "DE-AUBP": (
        "Its purpose is the delimitation of borders and cooperation across them, with the African Union. Under way since 2008.",
        "Son objet est la délimitation des frontières et la coopération transfrontalière, avec l’Union africaine. En cours depuis 2008.",
        "غرضه ترسيم الحدود والتعاون عبرها بالشراكة مع الاتحاد الأفريقي. وهو جارٍ منذ 2008.",
        "https://www.giz.de/en/projects/bordermanagement-africa-barriers-bridges-support-african-union-border-program-1",
    ),
}
