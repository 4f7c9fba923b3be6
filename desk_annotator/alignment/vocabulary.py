"""A small stock of common words, so that texts can be aligned without an encoder too.

Each row is one meaning: English words, then Arabic ones, as they are usually written.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from desk_annotator.alignment.words import words_of

_ROWS = """
god allah|الله رب إله; lord|رب; prophet|نبي; messenger apostle|رسول مرسل; book scripture|كتاب
day|يوم أيام; night|ليل ليلة; year|سنة عام سنوات أعوام سنين; month|شهر أشهر شهور
week|أسبوع أسابيع; hour|ساعة ساعات; time|وقت زمن مرة; today|اليوم; tomorrow|غدا; yesterday|أمس
now|الآن; morning|صباح; evening|مساء; people|ناس شعب قوم; man|رجل إنسان; men|رجال; woman|امرأة
women|نساء; child|طفل ولد; children|أطفال أولاد أبناء; son|ابن; sons|أبناء; daughter|ابنة بنت
father|أب والد; mother|أم والدة; brother|أخ شقيق; sister|أخت شقيقة; wife|زوجة; husband|زوج
family|أسرة عائلة; friend|صديق صاحب; king|ملك; queen|ملكة; president|رئيس; minister|وزير
ministry|وزارة; government|حكومة; state|دولة; country|بلد دولة بلاد; nation|أمة دولة
city|مدينة; village|قرية; town|بلدة مدينة; house home|بيت منزل دار; road way path|طريق سبيل
street|شارع; door|باب; gate|بوابة; land earth|أرض; heaven sky|سماء سموات; sea|بحر; river|نهر
water|ماء مياه; fire|نار; wind|ريح رياح; rain|مطر; mountain|جبل; sun|شمس; moon|قمر; star|نجم
light|نور ضوء; darkness|ظلام ظلمات; world|عالم دنيا; life|حياة; death|موت; dead|ميت موتى
heart|قلب; hand|يد; eye|عين; face|وجه; head|رأس; body|جسم جسد; soul|نفس روح; blood|دم
word|كلمة; name|اسم; number|عدد رقم; language|لغة; text|نص; letter|حرف رسالة; page|صفحة
line|خط سطر; title|عنوان; question|سؤال; answer|جواب إجابة; law|قانون; right|حق; rights|حقوق
freedom|حرية; justice|عدل عدالة; peace|سلام سلم; war|حرب; army|جيش; soldier|جندي; enemy|عدو
sword|سيف; battle|معركة; fight|قتال; terrorism terrorist|إرهاب إرهابي; security|أمن
power|قوة سلطة; force|قوة; money|مال نقود; gold|ذهب; silver|فضة; work|عمل; worker|عامل
job|وظيفة عمل; company|شركة; market|سوق; trade|تجارة; price|سعر ثمن; school|مدرسة
teacher|معلم مدرس; student|طالب; university|جامعة; education|تعليم; science|علم
knowledge|علم معرفة; truth|حق حقيقة; lie|كذب; good|خير طيب جيد حسن; bad|سيئ; evil|شر سوء
great|عظيم كبير; big large|كبير; small little|صغير; new|جديد; old|قديم عجوز; long|طويل
short|قصير; high|عالي مرتفع; low|منخفض; many|كثير; few|قليل; first|أول; last|آخر أخير
same|نفس; other|آخر أخرى; white|أبيض; black|أسود; red|أحمر; green|أخضر; blue|أزرق
say said|قال قالت قالوا يقول قل; tell told|أخبر; ask asked|سأل; know|علم عرف يعلم
see saw|رأى يرى; hear heard|سمع; come came|جاء أتى; go went|ذهب; return returned|عاد رجع
enter entered|دخل; leave left|ترك غادر; give gave given|أعطى آتى; take took taken|أخذ
make made|جعل صنع; send sent|أرسل بعث; write wrote written|كتب; read|قرأ; eat ate|أكل
drink|شرب; sleep|نوم; die died|مات; live|عاش; kill killed|قتل; help|مساعدة نصر عون; love|حب
fear|خوف; believe believed|آمن آمنوا; believers|مؤمنين مؤمنون
disbelieve disbelieved|كفر كفروا; disbelievers|كافرين كافرون; worship|عبادة عبد
pray prayer prayers|صلاة صلى; fast fasting|صوم صيام; charity|صدقة زكاة; mosque|مسجد
paradise|جنة; hell|جهنم; punishment|عذاب; reward|أجر ثواب جزاء; sign signs|آية آيات
mercy merciful|رحمة رحيم; forgive forgiveness|مغفرة غفر غفور; sin|ذنب إثم; satan|شيطان
angel|ملك; angels|ملائكة; faith|إيمان; religion|دين; hereafter|آخرة; judgment|حكم دين
moses|موسى; jesus|عيسى; abraham|إبراهيم; noah|نوح; joseph|يوسف; mary|مريم; adam|آدم
pharaoh|فرعون; israel|إسرائيل; muslim muslims|مسلم مسلمين مسلمون; narrated|حدثنا أخبرنا
slave servant|عبد; camel|إبل بعير; horse|فرس حصان; dog|كلب; meat|لحم; bread|خبز; food|طعام
fruit|فاكهة ثمر; tree|شجرة; garden|جنة حديقة; milk|لبن حليب; clothes|ثياب ملابس; cloth|ثوب
human|إنسان بشري; person|شخص فرد; everyone|كل; member|عضو; group|مجموعة جماعة; society|مجتمع
international|دولي; national|وطني قومي; united|متحدة; nations|أمم; general|عام; assembly|جمعية
declaration|إعلان; article|مادة مقال; equal|متساو مساواة; dignity|كرامة; protection|حماية
against|ضد; public|عام; private|خاص; political|سياسي; economic|اقتصادي; social|اجتماعي
cultural|ثقافي; file|ملف; files|ملفات; folder|مجلد; document|مستند وثيقة
documents|مستندات وثائق; image|صورة; picture|صورة; color colour|لون; font|خط; size|حجم
style|طراز نمط; table|جدول; row|صف; column|عمود; cell|خلية; chart|مخطط; data|بيانات
value|قيمة; values|قيم; function|دالة وظيفة; formula|صيغة; list|قائمة; menu|قائمة; button|زر
window|نافذة; dialog|حوار; box|صندوق مربع; option options|خيار خيارات; settings|إعدادات
select|حدد اختر; selected|محدد; click|انقر; open|افتح فتح; close|أغلق إغلاق; save|احفظ حفظ
print|طباعة اطبع; delete remove|حذف احذف إزالة; insert|إدراج أدرج; add|إضافة أضف; edit|تحرير
copy|نسخ انسخ; paste|لصق; cut|قص; change|تغيير; changes|تغييرات; error|خطأ; message|رسالة
user|مستخدم; password|كلمة; system|نظام; program|برنامج; network|شبكة; server|خادم; mail|بريد
address|عنوان; default|افتراضي; enable|تمكين فعل; disable|تعطيل; show display|إظهار عرض
hide|إخفاء; search|بحث; find|بحث; replace|استبدال; format|تنسيق; shape|شكل; object|كائن
left|يسار; right|يمين; top|أعلى; bottom|أسفل; center|وسط; north|شمال; south|جنوب; east|شرق
west|غرب; african africa|إفريقيا أفريقي; american americans|أمريكي أميركي; french|فرنسي
british|بريطاني; english|إنجليزي; arab arabic|عربي; embassy|سفارة; ambassador|سفير سفيرة
agreement|اتفاق; meeting|اجتماع; report|تقرير; cable|برقية; cooperation|تعاون; troops|قوات
attack|هجوم; attacks|هجمات; hostage hostages|رهينة رهائن; information|معلومات; military|عسكري
development|تنمية; newspaper|صحيفة; threat threats|تهديد تهديدات; area region|منطقة; role|دور
end|نهاية; beginning|بداية; magic|سحر; dragon|تنين; elf elves|إلف; orc orcs|أورك; undead|موتى
knight|فارس; prince|أمير; castle|قلعة; victory|نصر; gods|آلهة; ship|سفينة; forest|غابة
cave|كهف; guard|حارس; prisoner|سجين; brother|أخ
"""


@lru_cache(maxsize=1)
def english_arabic() -> Mapping[str, Mapping[str, float]]:
    """Return the stock as a lexicon from English stems to Arabic stems."""
    table: dict[str, dict[str, float]] = {}
    for row in _ROWS.replace("\n", ";").split(";"):
        english, _, arabic = row.partition("|")
        for word in words_of(english):
            table.setdefault(word.stem, {}).update({other.stem: 0.8 for other in words_of(arabic)})
    return table


@lru_cache(maxsize=1)
def arabic_english() -> Mapping[str, Mapping[str, float]]:
    """Return the stock the other way round."""
    table: dict[str, dict[str, float]] = {}
    for english, found in english_arabic().items():
        for arabic, sure in found.items():
            table.setdefault(arabic, {})[english] = sure
    return table


def stock(source_language: str, target_language: str) -> Mapping[str, Mapping[str, float]]:
    """Return the stock for a pair of languages; empty for those it does not know."""
    pair = source_language.partition("-")[0], target_language.partition("-")[0]
    if pair == ("en", "ar"):
        return english_arabic()
    return arabic_english() if pair == ("ar", "en") else {}
